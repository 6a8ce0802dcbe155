//! A made-up contract as a PDF, for the demo and for tests: two pages, in Polish, with all its letters.

use crate::pdf::{Paper, Style, to_bytes};

/// A clause: what it is called and what it says.
const CLAUSES: [(&str, &[&str]); 7] = [
    (
        "Przedmiot umowy",
        &[
            "Zamawiający zleca, a Wykonawca przyjmuje do wykonania prace opisane w załączniku nr 1, \
             zwane dalej „Dziełem”. Dzieło powstaje na wyłączny użytek Zamawiającego.",
            "Wykonawca oświadcza, że ma wiedzę, doświadczenie i narzędzia potrzebne do wykonania Dzieła, \
             a jego praca nie naruszy praw osób trzecich.",
        ],
    ),
    (
        "Terminy",
        &[
            "Prace rozpoczną się w ciągu siedmiu dni od podpisania umowy przez obie strony i potrwają nie \
             dłużej niż trzy miesiące.",
            "Jeżeli opóźnienie wynika z przyczyn leżących po stronie Zamawiającego, termin przesuwa się \
             o czas trwania tych przyczyn.",
        ],
    ),
    (
        "Wynagrodzenie",
        &[
            "Za każdą godzinę pracy Wykonawca otrzyma 120 zł netto. Do kwoty tej dolicza się podatek od \
             towarów i usług w stawce obowiązującej w dniu wystawienia faktury.",
            "Zapłata następuje przelewem w ciągu czternastu dni od doręczenia prawidłowo wystawionej \
             faktury, na rachunek w niej wskazany.",
        ],
    ),
    (
        "Odbiór",
        &[
            "Wykonawca zgłasza gotowość do odbioru pocztą elektroniczną. Zamawiający w ciągu pięciu dni \
             roboczych przyjmuje Dzieło albo zgłasza zastrzeżenia na piśmie.",
            "Brak odpowiedzi w tym terminie oznacza przyjęcie Dzieła bez zastrzeżeń. Usunięcie usterek \
             następuje na koszt Wykonawcy, niezwłocznie, nie później niż w ciągu dziesięciu dni.",
        ],
    ),
    (
        "Poufność",
        &["Strony zachowują w tajemnicy wszystko, czego dowiedzą się o sobie nawzajem przy wykonywaniu \
             umowy, a co nie jest powszechnie znane. Obowiązek ten trwa jeszcze dwa lata po jej \
             zakończeniu."],
    ),
    (
        "Rozwiązanie umowy",
        &["Każda ze stron może wypowiedzieć umowę z zachowaniem trzydziestodniowego okresu \
             wypowiedzenia, ze skutkiem na koniec miesiąca. Wynagrodzenie za prace już wykonane pozostaje \
             należne."],
    ),
    (
        "Postanowienia końcowe",
        &[
            "Zmiany umowy wymagają formy dokumentowej pod rygorem nieważności. W sprawach nieuregulowanych \
             stosuje się przepisy Kodeksu cywilnego.",
            "Umowę zawarto w postaci elektronicznej. Dniem jej zawarcia jest dzień złożenia ostatniego \
             z podpisów.",
        ],
    ),
];

/// The contract with that title between those parties (their names, in the order shown).
pub fn contract(title: &str, parties: &[&str]) -> Vec<u8> {
    let mut paper = Paper::new(title, "pl");
    paper.text(title, Style::TITLE);
    paper.space(2.0);
    paper.text("Dokument przykładowy. Osoby, firmy i kwoty są zmyślone.", Style::NOTE);
    paper.space(6.0);
    paper.line();
    paper.space(6.0);
    if !parties.is_empty() {
        paper.text("Zawarta pomiędzy:", Style::TEXT);
        paper.space(3.0);
        for (number, party) in (1..).zip(parties) {
            paper.indented(&format!("{number}. {party}"), Style::STRONG, 14.0);
        }
        paper.space(3.0);
        paper.text("zwanymi dalej łącznie „Stronami”, o następującej treści:", Style::TEXT);
    }
    for (number, (heading, paragraphs)) in (1..).zip(CLAUSES) {
        paper.space(13.0);
        // A heading stays with the lines that follow it.
        paper.room_for(70.0);
        paper.text(&format!("§ {number}. {heading}"), Style::HEADING);
        for (number, paragraph) in (1..).zip(paragraphs) {
            paper.space(4.0);
            paper.text(&format!("{number}. {}", keep_short_words(paragraph)), Style::TEXT);
        }
    }
    if !parties.is_empty() {
        paper.space(28.0);
        paper.room_for(60.0);
        for pair in parties.chunks(2) {
            paper.space(22.0);
            let dots = "…".repeat(22);
            paper.row(&vec![(1.0, dots.as_str()); 2][..pair.len()], Style::NOTE);
            let columns: Vec<_> = pair.iter().map(|party| (1.0, *party)).collect();
            paper.row(&columns, Style::TEXT);
        }
    }
    to_bytes(paper.finish(|page, of| format!("{title}  ·  strona {page} z {of}")))
}

/// Polish typography leaves no one-letter word at the end of a line.
fn keep_short_words(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut letters_in_word = 0;
    for character in text.chars() {
        if character == ' ' {
            kept.push(if letters_in_word == 1 { '\u{a0}' } else { ' ' });
            letters_in_word = 0;
        } else {
            kept.push(character);
            letters_in_word += 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_stay_with_the_next() {
        assert_eq!(keep_short_words("praca w domu i z biura"), "praca w\u{a0}domu i\u{a0}z\u{a0}biura");
    }

    #[test]
    fn the_same_contract_is_the_same_file() {
        assert_eq!(contract("Umowa", &["Anna Nowak"]), contract("Umowa", &["Anna Nowak"]));
    }
}
