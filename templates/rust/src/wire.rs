//! Between texts and values: what every frame has in common, whatever the protocol.

use std::cell::Cell;

use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::error::{DecodeError, EncodeError};

/// A value of what tells messages apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Tag<'a> {
    Text(&'a str),
    Integer(i64),
    Number(f64),
    Flag(bool),
    /// There is none, or none that could be a tag.
    Missing,
}

/// Parses a frame; a number that is whole becomes an integer, which is what JSON Schema takes it for.
pub(crate) fn parse(text: &str) -> Result<Value, DecodeError> {
    let mut value =
        serde_json::from_str(text).map_err(|error| DecodeError::NotJson(error.to_string()))?;
    make_whole(&mut value);
    Ok(value)
}

/// What stands at `path`: keys, and in arrays digits.
pub(crate) fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |inside, step| match inside {
        Value::Object(members) => members.get(*step),
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// The tag that stands at `path`.
pub(crate) fn tag<'a>(frame: &'a Value, path: &[&str]) -> Tag<'a> {
    match at(frame, path) {
        Some(Value::String(text)) => Tag::Text(text),
        Some(Value::Bool(flag)) => Tag::Flag(*flag),
        Some(Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Tag::Integer(integer),
            (None, Some(other)) => Tag::Number(other),
            (None, None) => Tag::Missing,
        },
        _ => Tag::Missing,
    }
}

/// A frame as a message, or why it is none.
pub(crate) fn read<T: DeserializeOwned + Serialize>(
    frame: &Value,
    message: &'static str,
) -> Result<T, DecodeError> {
    let invalid = |reason: String| DecodeError::Invalid { message, reason };
    let read = T::deserialize(frame).map_err(|error| invalid(error.to_string()))?;
    match agreement(frame, &read) {
        Agreement::None => Err(invalid("a value stands there in another form".to_owned())),
        _ => Ok(read),
    }
}

/// A value as a `T` where it can be one, and whether nothing of it is lost then.
pub(crate) fn tried<T: DeserializeOwned + Serialize>(value: &Value) -> Option<(T, bool)> {
    if Work::is_spent() {
        return None;
    }
    let read = T::deserialize(value).ok()?;
    if Work::is_spent() {
        return None;
    }
    match agreement(value, &read) {
        Agreement::None => None,
        found => Some((read, found == Agreement::Whole)),
    }
}

/// The same where the value has each key, with one of its tags where there are such.
pub(crate) fn tried_with<T: DeserializeOwned + Serialize>(
    value: &Value,
    needs: &[(&str, &[Tag])],
) -> Option<(T, bool)> {
    let has = |(key, tags): &(&str, &[Tag])| {
        at(value, &[key]).is_some() && (tags.is_empty() || tags.contains(&tag(value, &[key])))
    };
    if needs.iter().all(has) {
        tried(value)
    } else {
        None
    }
}

thread_local! {
    /// How many more choices may be read inside the outermost; None outside of all.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Bounds how often choices inside choices are read, which else doubles with each level: by the size of the value.
pub(crate) struct Work {
    is_outermost: bool,
}

impl Work {
    pub(crate) fn begun(value: &Value) -> Self {
        let is_outermost = LEFT.get().is_none();
        if is_outermost {
            LEFT.set(Some(256 + 32 * size(value)));
        }
        Self { is_outermost }
    }

    /// One more choice is read.
    pub(crate) fn step(&self) {
        LEFT.set(LEFT.get().map(|left| left.saturating_sub(1)));
    }

    /// Whether it was too much: then nothing else is read.
    pub(crate) fn is_spent() -> bool {
        LEFT.get() == Some(0)
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if self.is_outermost {
            LEFT.set(None);
        }
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// A message as a frame's text. `tag` is where its tag stands and what may stand there: the first, where nothing does.
pub(crate) fn write<T: DeserializeOwned + Serialize>(
    message: &T,
    tag: Option<(&[&str], &[Value])>,
) -> Result<String, EncodeError> {
    let mut frame = serde_json::to_value(message).map_err(EncodeError::from_serde)?;
    if let Some((path, values)) = tag {
        let is_tagged =
            at(&frame, path).is_some_and(|found| values.iter().any(|each| is_same(each, found)));
        if let (false, Some(value)) = (is_tagged, values.first()) {
            put(&mut frame, path, value);
        }
    }
    // JSON has neither NaN nor infinity: both become null, which no field of numbers can be read from.
    T::deserialize(&frame).map_err(EncodeError::from_serde)?;
    serde_json::to_string(&frame).map_err(EncodeError::from_serde)
}

/// Whether two values are the same to JSON Schema, for which 1 and 1.0 are one number.
pub(crate) fn is_same(one: &Value, other: &Value) -> bool {
    compared(one, other) == Agreement::Whole
}

/// Reads a field that must be there, even where it may be null.
pub(crate) fn required<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<T, D::Error> {
    T::deserialize(from)
}

/// Reads a field that may be absent, which isn't the same as null.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// An item of an array where one has to be.
pub(crate) fn item<T: DeserializeOwned, E: serde::de::Error>(found: Option<Value>) -> Result<T, E> {
    serde_json::from_value(found.ok_or_else(|| E::custom("an item is missing"))?).map_err(E::custom)
}

/// What no value is: the type of what must not be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nothing {}

impl Serialize for Nothing {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        match *self {}
    }
}

impl<'de> Deserialize<'de> for Nothing {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("nothing may stand there"))
    }
}

/// How far what was read is what had arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Agreement {
    None,
    /// All that was read had arrived, and something else too.
    Part,
    Whole,
}

fn agreement<T: Serialize>(arrived: &Value, read: &T) -> Agreement {
    serde_json::to_value(read).map_or(Agreement::None, |written| compared(arrived, &written))
}

fn compared(arrived: &Value, written: &Value) -> Agreement {
    match (arrived, written) {
        (Value::Object(all), Value::Object(some)) => {
            let of = |(key, value): (&String, &Value)| {
                all.get(key)
                    .map_or(Agreement::None, |each| compared(each, value))
            };
            let whole = if all.len() == some.len() {
                Agreement::Whole
            } else {
                Agreement::Part
            };
            some.iter().map(of).fold(whole, Ord::min)
        }
        (Value::Array(all), Value::Array(some)) if all.len() == some.len() => all
            .iter()
            .zip(some)
            .map(|(one, other)| compared(one, other))
            .fold(Agreement::Whole, Ord::min),
        (Value::Number(one), Value::Number(other))
            if one == other || one.as_f64() == other.as_f64() =>
        {
            Agreement::Whole
        }
        _ if arrived == written => Agreement::Whole,
        _ => Agreement::None,
    }
}

fn make_whole(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(make_whole),
        Value::Object(members) => members.values_mut().for_each(make_whole),
        Value::Number(number) => {
            let whole = number.as_f64().filter(|each| {
                number.is_f64() && each.fract() == 0.0 && each.abs() < 2f64.powi(63)
            });
            if let Some(found) = whole {
                *value = Value::from(found as i64);
            }
        }
        _ => {}
    }
}

fn put(frame: &mut Value, path: &[&str], value: &Value) {
    let Some((first, rest)) = path.split_first() else {
        *frame = value.clone();
        return;
    };
    match frame {
        Value::Object(members) => put(
            members
                .entry(*first)
                .or_insert_with(|| Value::Object(Default::default())),
            rest,
            value,
        ),
        Value::Array(items) => {
            if let Some(inside) = first
                .parse::<usize>()
                .ok()
                .and_then(|index| items.get_mut(index))
            {
                put(inside, rest, value);
            }
        }
        // Nothing else holds anything: what can't have its tag is refused when it is read.
        _ => {}
    }
}
