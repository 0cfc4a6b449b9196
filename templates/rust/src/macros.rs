//! The types that serde has no derive for: one value alone, a choice of types, an array with a type for each place.

/// A type with one value, which JSON writes as `$value`.
macro_rules! constant {
    ($(#[$said:meta])* $name:ident, $($value:tt)+) => {
        $(#[$said])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct $name;

        impl $name {
            /// The value as it is on the wire.
            pub fn value() -> serde_json::Value {
                serde_json::json!($($value)+)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                Self::value().serialize(to)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let found = serde_json::Value::deserialize(from)?;
                if $crate::wire::is_same(&found, &Self::value()) {
                    return Ok(Self);
                }
                Err(serde::de::Error::custom(format_args!("{found} stands where only {} may", Self::value())))
            }
        }
    };
}

/// How a choice of types is read: as the first one that loses nothing, else as the first one that can be read.
/// With each stands what a value must have to be one, so that most are never tried.
macro_rules! choice {
    ($name:ident: $($variant:ident($needs:expr)),+ $(,)?) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(from)?;
                let work = $crate::wire::Work::begun(&value);
                work.step();
                let mut found = None;
                $(
                    if let Some((read, is_whole)) = $crate::wire::tried_with(&value, $needs) {
                        let read = Self::$variant(read);
                        if is_whole {
                            return Ok(read);
                        }
                        found.get_or_insert(read);
                    }
                )+
                if $crate::wire::Work::is_spent() {
                    return Err(serde::de::Error::custom(concat!("too many ways to read ", stringify!($name))));
                }
                found.ok_or_else(|| serde::de::Error::custom(concat!("none of the types of ", stringify!($name))))
            }
        }
    };
}

/// How an array with a type for each place is read and written: what must be there, what may be, and all that follows.
macro_rules! row {
    ($name:ident: [$($needed:ident),*], [$($optional:ident),*]) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeSeq;
                let mut items = to.serialize_seq(None)?;
                $(items.serialize_element(&self.$needed)?;)*
                $(
                    match &self.$optional {
                        Some(each) => items.serialize_element(each)?,
                        None => return items.end(),
                    }
                )*
                for each in &self.rest {
                    items.serialize_element(each)?;
                }
                items.end()
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let mut items = Vec::<serde_json::Value>::deserialize(from)?.into_iter();
                Ok(Self {
                    $($needed: $crate::wire::item(items.next())?,)*
                    $(
                        $optional: match items.next() {
                            None => None,
                            found => Some($crate::wire::item(found)?),
                        },
                    )*
                    rest: items.map(|each| $crate::wire::item(Some(each))).collect::<Result<_, D::Error>>()?,
                })
            }
        }
    };
}

pub(crate) use {choice, constant, row};
