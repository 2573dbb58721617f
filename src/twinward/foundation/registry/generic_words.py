"""What an organisation is, in the languages of those who ask: a hospital, a university, for children, of the state."""

from twinward.foundation.registry.transliteration import sound

# Beginnings of words in Latin letters, by meaning. A word that ends in $ is meant whole.
_BEGINNINGS = {
    "university": "univer yunive iunive yliopisto egyetem daigaku daxue daehak danishgah daneshgah jamiat",
    "hospital": "hospital gospital hopital spital szpital ospedal krankenhaus likarn bolnits bolnyts bolnic nemocnic xestexana "
    "khestekhan khastakhan hastane ziekenhuis sjukhus sykehus sairaala korhaz ligonin slimnic haigla bimarest byoin yiyuan byeongwon",
    "clinic": "clinic klinik klinich klynych kliniq",
    "children": "child dytiach ditiach detsk ditsk kinder infantil nino enfant dzieci ushaq usaq cocuk "
    "chocuk bambin pediatr pedyatr crianc",
    "national": "national natsional natsyonal nacional nazional narodow milli nasional ulusal",
    "state": "state derzhav gosudarst hosudarst dovlet devlet dovlat estatal staat panstw",
    "medical": "medic medyts medych medits medizin medyczn tibb tyb med$ lekarsk",
    "city": "city misk miska gorodsk seher sheher stadtisch stadt miejsk municip myunitsyp ciudad belediy",
    "region": "region oblas obwod vilayet wojew provinc",
    "centre": "center centre centro centrum centrul tsentr zentr merkez markaz",
    "institute": "institut instytut ynstytut enstitu ustav",
    "academy": "academ akadem",
    "college": "colleg kolledzh koledzh kolej colegi kolled",
    "school": "school schule shkol szkol skola escuel ecole mekteb mektep scuol",
    "research": "research doslid issledov yssledov isledov forschung investigac recherche "
    "badan badawcz ricerc arastirm tedqiqat tadqiqat pesquis",
    "science": "scien nauk nauchn elmi elm$ wissenschaft bilim cienci",
    "surgery": "surg khirurg chirurg cerrah jarrah hirurg xirurg cirug cirurg",
    "cancer": "cancer onkolog oncolog krebs rak$",
    "psychiatry": "psychiatr psykhiatr psikhiatr psixiatr psiquiatr psihiatr mental",
    "rehabilitation": "rehabil reabil",
    "technology": "techn tekhn tecn texn tekn",
    "polytechnic": "polytech politech politekh politecn politexn politekn",
    "teaching": "pedago pedaqo pedaho padago",
    "farming": "agrar agricul agro silskohospod selskokhoz landwirt rolnicz tarim",
    "economics": "econom ekonom iqtisad iktisad wirtschaft",
    "law": "law$ laws$ yurydych iurydych yuridich iuridich jurid hukuq huquq hukuk recht prawa derecho droit",
    "military": "milit viisk voenn voienn herbi askeri wojsk",
    "health": "health zdorov okhorony zdravookhr saglam seglamliq sehiyye saude salud sante gesundheit zdrow",
    "maternity": "matern perinat polohov roddom",
    "heart": "heart cardi kardio sertse serdts herzz urek",
    "international": "internat mizhnarod mezhdunarod beynelxalq uluslararas miedzynarod",
    "management": "manage upravl zarzadz idaretme yonetim gestion",
    "sport": "sport fizychn fizkult sportiv idman",
    "arts": "arts$ mystets iskusstv incesenet sztuk kunst artes$",
    "named": "named$ imeni$ ymeny$ im$ adina$ adyna$ imienia$",
}
MEANINGS = tuple(_BEGINNINGS)
_NUMBERS = {
    sound(stem.rstrip("$")) + "$" * stem.endswith("$"): number
    for number, stems in enumerate(_BEGINNINGS.values(), start=1)
    for stem in stems.split()
}
_LONGEST = max(map(len, _NUMBERS))


def meaning_number(heard: str) -> int:
    """One more than the place in MEANINGS of what a word says the organisation is, told from its sound; 0 for a proper name."""
    for length in range(min(len(heard), _LONGEST), 2, -1):
        if number := _NUMBERS.get(heard[:length]):
            return number
    return _NUMBERS.get(heard + "$", 0)
