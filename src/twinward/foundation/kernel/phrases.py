"""What stands on record in our own words, in the reader's language."""

from django.utils.translation import gettext, gettext_noop

#: What we wrote about the programme in our own words, as it stands on record; here so that it is translated. What others type is theirs.
PHRASES = frozenset(
    {
        gettext_noop("Countries that joined the Open Declaration"),
        gettext_noop("Memorandums of international medical partnership signed by Ukrainian institutions"),
        gettext_noop("With institutions of countries that supported the declaration"),
        gettext_noop("Agreements on international medical partnership signed within the summit between Ukrainian and foreign institutions"),
        gettext_noop("Countries that supported the declaration and have no agreed list of institutions"),
        gettext_noop("Ukrainian institutions that received a sister institution"),
        gettext_noop("Doctors who took part in educational and scientific events abroad and in exchange of experience"),
        gettext_noop("From five cities of Ukraine; to France, Austria, Israel, Belgium and Japan"),
        gettext_noop("Ministers of health who joined; the wording allows the summit or the project"),
        gettext_noop("Ministers of health at the satellite summit"),
        gettext_noop("Medical facilities destroyed since 24 February 2022"),
        gettext_noop("Medical facilities damaged since 24 February 2022"),
        gettext_noop("Medical facilities destroyed"),
        gettext_noop("Medical facilities damaged"),
        gettext_noop("Medical facilities of Ukraine as published by its health ministry"),
        gettext_noop("Memorandums signed in the programme"),
        gettext_noop("Ukrainian institutions in the programme"),
        gettext_noop("Regions of Ukraine with an institution in the programme"),
        gettext_noop("Humanitarian aid from Azerbaijan to Ukraine"),
        gettext_noop("Whole of government and society, all sectors, since the start of the war"),
        gettext_noop("Value of that aid"),
        gettext_noop("Medical equipment, medicines, food, hygiene products and generators from civic and business initiatives"),
        gettext_noop("Members of the second Cuban brigade in Azerbaijan"),
        gettext_noop("Patients attended by the Cuban brigades in Azerbaijan"),
        gettext_noop("early October 2023"),
        gettext_noop("nine months after the launch"),
        gettext_noop("from 2020 until July 2021"),
        gettext_noop("ton as spoken"),
        gettext_noop("During the visit reported on 1 November 2025"),
        gettext_noop("26-27 February; the year is not stated"),
        gettext_noop("cardiology centres"),
        gettext_noop("a family health centre in Dnipropetrovsk oblast"),
        gettext_noop("Facilities damaged and destroyed as published at different dates"),
        gettext_noop("Names 19 countries including Ukraine; does not use the name Open Declaration"),
        gettext_noop("A later page names 19 countries with Ukraine, the host; without it 18, the number stated on 13 October 2023"),
        gettext_noop("During the visit reported on 1 November 2025; the year is that of the report"),
        gettext_noop("Ministry of Health of Ukraine"),
        gettext_noop("Ministry of Health of Azerbaijan"),
        gettext_noop("Office of the President of Ukraine"),
        gettext_noop("Health committee of the Verkhovna Rada"),
        gettext_noop("Report News Agency"),
        gettext_noop("Minister of Health of Ukraine"),
        gettext_noop("First Deputy Minister of Health"),
        gettext_noop("International Medical Partnership"),
        gettext_noop("Health cooperation between Ukraine and Azerbaijan"),
        gettext_noop("Health Minister of Azerbaijan"),
        gettext_noop("An earlier cooperation agreement"),
        gettext_noop("Reported as an updated agreement; the earlier one is not named"),
        gettext_noop("Announced on 31 October 2025 for the next day and reported as signed on 1 November 2025"),
        gettext_noop("Proclaimed in Kyiv in September 2023 at the Third Summit of First Ladies and Gentlemen"),
        gettext_noop("To be presented at the 73rd session of the WHO Regional Committee for Europe in Astana"),
        gettext_noop("Already carried out on the day before the agreement was signed"),
        gettext_noop("The ministry names only eight of the countries that joined as having no agreed list"),
        gettext_noop("Viktor Liashko"),
        gettext_noop("Serhii Dubrov"),
        gettext_noop("Olena Zelenska"),
        gettext_noop("Teymur Musayev"),
        gettext_noop("Baku"),
        gettext_noop("Berlin"),
    }
)


def phrase(text: str) -> str:
    """What stands on record, in the reader's language where it is one of our phrases; otherwise as it was written."""
    return gettext(text) if text in PHRASES else text
