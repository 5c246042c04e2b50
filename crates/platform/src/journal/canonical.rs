//! Canonical bytes: JSON by RFC 8785, without floats.

use crate::{Error, Result};
use serde::Serialize;
use serde_json::Value;

/// The one way to write a value; two equal values have equal bytes.
pub fn text<T: Serialize>(value: &T) -> Result<String> {
    let value = serde_json::to_value(value).map_err(Error::internal)?;
    let mut out = String::new();
    write(&value, &mut out)?;
    Ok(out)
}

fn write(value: &Value, out: &mut String) -> Result<()> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Number(n) if n.is_f64() => {
            return Err(Error::internal("a float has no place in an act"));
        }
        Value::Number(n) => out.push_str(&n.to_string()),
        Value::String(s) => write_text(s, out),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            // RFC 8785 3.2.3: keys by their UTF-16 code units
            keys.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (i, key) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_text(key, out);
                out.push(':');
                write(&map[key], out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

/// A JSON string with the shortest escapes, as RFC 8785 3.2.2.2 wants them.
pub fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    // runs without anything to escape are copied whole: nearly every text is one such run
    while let Some(at) = rest
        .bytes()
        .position(|b| b < 0x20 || b == b'"' || b == b'\\')
    {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = special.chars();
        match chars.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\t') => out.push_str("\\t"),
            Some('\n') => out.push_str("\\n"),
            Some('\u{c}') => out.push_str("\\f"),
            Some('\r') => out.push_str("\\r"),
            Some(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_stand_in_order_and_text_is_escaped_shortly() {
        let value = json!({"b": [1, null, true], "a": "é\u{1}\"\n", "Đ": {"z": 0, "y": -1}});
        assert_eq!(
            text(&value).unwrap(),
            "{\"a\":\"é\\u0001\\\"\\n\",\"b\":[1,null,true],\"Đ\":{\"y\":-1,\"z\":0}}"
        );
    }

    #[test]
    fn a_float_is_refused() {
        assert!(text(&json!({"x": 1.5})).is_err());
    }
}
