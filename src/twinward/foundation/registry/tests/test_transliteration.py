"""Every way of writing the same letters folds alike; three alphabets are written in Latin letters as their tables say."""

import pytest

from twinward.foundation.registry.generic_words import MEANINGS, meaning_number
from twinward.foundation.registry.names import fold
from twinward.foundation.registry.transliteration import azerbaijani, sound, ukrainian


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("  \t\n", ""),
        ("?!… — «»", ""),
        ("🏥", ""),
        ("🏥 Verbivka 🏥", "verbivka"),
        ("Charité – Universitätsmedizin", "charite universitatsmedizin"),
        ("STRASSE Straße", "strasse strasse"),
        ("Zmyślona Łąka", "zmyslona laka"),
        ("Здоров'я Здоров’я Здоровʼя", "zdorovia zdorovia zdorovia"),
        ("Єнакієве Їжакевич Йосипівка Юрій Яготин", "yenakiieve yizhakevych yosypivka yurii yahotyn"),
        ("Згурський", "zghurskyi"),
        ("ƏLİYEV əliyev", "eliyev eliyev"),
        ("IĞDIR ığdır İğdir", "igdir igdir igdir"),
        ("Ş ş Ç ç Ö ö Ü ü Ğ ğ", "s s c c o o u u g g"),
        ("Азәрбајҹан", "azerbaycan"),
        ("Объект", "obekt"),
        ("東京", "dong jing"),
        ("Verbivka Clinic LLC", "verbivka clinic"),
        ("ТОВ «Вербівка»", "verbivka"),
        ("LLC", "llc"),
        ("ﬁnal", "final"),
        ("A.B.C.-Klinik", "a b c klinik"),
    ],
)
def test_every_way_of_writing_the_same_letters_folds_alike(text, folded):
    assert fold(text) == folded


def test_folding_reads_the_first_four_hundred_characters():
    assert len(fold("a" * 10_000)) == 400


# Examples of the table of 2010: the passport spelling of names of places and people.
@pytest.mark.parametrize(
    ("ukrainian_text", "official"),
    [
        ("алушта", "alushta"),
        ("борщагівка", "borshchahivka"),
        ("гадяч", "hadiach"),
        ("ґалаґан", "galagan"),
        ("єнакієве", "yenakiieve"),
        ("гаєвич", "haievych"),
        ("житомир", "zhytomyr"),
        ("закарпаття", "zakarpattia"),
        ("медвин", "medvyn"),
        ("їжакевич", "yizhakevych"),
        ("кадиївка", "kadyivka"),
        ("йосипівка", "yosypivka"),
        ("стрий", "stryi"),
        ("харків", "kharkiv"),
        ("біла церква", "bila tserkva"),
        ("шостка", "shostka"),
        ("гоща", "hoshcha"),
        ("юрій", "yurii"),
        ("крюківка", "kriukivka"),
        ("яготин", "yahotyn"),
        ("знам'янка", "znamianka"),
        ("згорани", "zghorany"),
        ("львів", "lviv"),
    ],
)
def test_ukrainian_is_written_as_the_official_table_says(ukrainian_text, official):
    assert ukrainian(ukrainian_text) == official


@pytest.mark.parametrize(("new", "former"), [("göyçay", "ҝөјчај"), ("şəki", "шәки"), ("xəzər", "хәзәр"), ("naxçıvan", "нахчыван")])
def test_both_azerbaijani_alphabets_give_the_same_letters(new, former):
    assert azerbaijani(new) == azerbaijani(former)


@pytest.mark.parametrize(
    ("one", "other"),
    [("kharkiv", "charkiv"), ("shevchenko", "schewtschenko"), ("vinnytsia", "winniza"), ("xezer", "khezer"), ("okhmatdyt", "ochmatdyt")],
)
def test_customs_of_spelling_sound_nearly_alike(one, other):
    assert len(set(sound(one)) ^ set(sound(other))) <= 2


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Лікарня", "hospital"),
        ("больница", "hospital"),
        ("xəstəxana", "hospital"),
        ("Krankenhaus", "hospital"),
        ("Університету", "university"),
        ("Дитяча", "children"),
        ("uşaq", "children"),
        ("державний", "state"),
        ("Dövlət", "state"),
        ("Вигадана", None),
    ],
)
def test_a_generic_word_is_known_in_the_languages_of_those_who_ask(word, meaning):
    number = meaning_number(sound(fold(word)))
    assert (MEANINGS[number - 1] if number else None) == meaning
