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
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if u32::from(c) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
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
