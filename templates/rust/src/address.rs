//! Reads the parameters out of a topic's address.

/// One part of the addresses of a topic.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    /// What every address has there.
    Fixed(&'static str),
    /// An integer, in the one form in which it is written.
    Number,
    /// A text of at least one character.
    Text,
}

/// What stands for each parameter, in their order; None where it is no address of the topic.
///
/// Of the texts only the last may hold what follows it: no address can be read in two ways.
pub(crate) fn matched<'a>(address: &'a str, parts: &[Part]) -> Option<Vec<&'a str>> {
    let Some((first, rest)) = parts.split_first() else {
        return address.is_empty().then(Vec::new);
    };
    match first {
        Part::Fixed(text) => matched(address.strip_prefix(text)?, rest),
        Part::Number => (1..=number_length(address))
            .rev()
            .find_map(|end| taken(address, end, rest)),
        Part::Text => match rest.first() {
            Some(Part::Fixed(next)) if rest.iter().any(|part| matches!(part, Part::Text)) => {
                taken(address, address.find(next).filter(|end| *end > 0)?, rest)
            }
            _ => (1..=address.len())
                .filter(|end| address.is_char_boundary(*end))
                .find_map(|end| taken(address, end, rest)),
        },
    }
}

fn taken<'a>(address: &'a str, end: usize, rest: &[Part]) -> Option<Vec<&'a str>> {
    let (found, after) = address.split_at(end);
    let mut all = matched(after, rest)?;
    all.insert(0, found);
    Some(all)
}

/// How long the integer is that an address begins with: no sign but `-`, no zero before it.
fn number_length(address: &str) -> usize {
    let unsigned = address.strip_prefix('-').unwrap_or(address);
    let sign = address.len() - unsigned.len();
    let digits = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    match (unsigned.starts_with('0'), sign, digits) {
        (_, _, 0) | (true, 1, _) => 0,
        (true, _, _) => 1,
        _ => sign + digits.min(19),
    }
}
