//! Examples in doc comments: fenced blocks marked `json`.

use serde_json::Value as JsonValue;

/// A doc comment without its examples, and the examples.
#[derive(Debug, PartialEq)]
pub(super) struct Doc {
    pub(super) text: String,
    pub(super) examples: Vec<JsonValue>,
    /// What is wrong with blocks marked `json` that are no JSON; they stay in the text.
    pub(super) mistakes: Vec<String>,
}

impl Doc {
    /// Takes the blocks between <code>```json</code> and <code>```</code> out of a doc comment, together with a heading
    /// `# Example` or `# Examples` that nothing else follows.
    pub(super) fn parse(doc: &str) -> Self {
        let mut parsed = Self {
            text: String::new(),
            examples: Vec::new(),
            mistakes: Vec::new(),
        };
        let mut lines: Vec<&str> = Vec::new();
        let mut all = doc.lines();
        while let Some(line) = all.next() {
            if line.trim() != "```json" {
                lines.push(line);
                continue;
            }
            let block: Vec<&str> = all.by_ref().take_while(|line| line.trim() != "```").collect();
            match serde_json::from_str(&block.join("\n")) {
                Ok(example) => {
                    parsed.examples.push(example);
                    drop_heading(&mut lines);
                }
                Err(error) => {
                    parsed.mistakes.push(error.to_string());
                    lines.push(line);
                    lines.extend(block);
                    lines.push("```");
                }
            }
        }
        parsed.text = lines.join("\n").trim().to_owned();
        parsed
    }
}

/// Takes a heading off the end when it only announced an example.
fn drop_heading(lines: &mut Vec<&str>) {
    let last = lines.iter().rposition(|line| !line.trim().is_empty());
    if let Some(last) = last
        && matches!(lines[last].trim(), "# Example" | "# Examples")
    {
        lines.truncate(last);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn blocks_of_json_are_examples() {
        let doc = "Adds a note.\n\n# Examples\n```json\n{\"text\": \"hi\"}\n```\n\nAnd more.\n```json\n[\n1]\n```\n";
        let parsed = Doc::parse(doc);
        assert_eq!(parsed.text, "Adds a note.\n\n\nAnd more.");
        assert_eq!(parsed.examples, [json!({"text": "hi"}), json!([1])]);
        assert!(parsed.mistakes.is_empty());
    }

    #[test]
    fn other_blocks_stay() {
        let doc = "A.\n\n# Examples\n```\nlet a = 1;\n```\n```json\n{\n```\nB.";
        let parsed = Doc::parse(doc);
        assert_eq!(parsed.text, doc);
        assert!(parsed.examples.is_empty());
        assert_eq!(parsed.mistakes.len(), 1, "{:?}", parsed.mistakes);
    }

    #[test]
    fn a_block_without_an_end_is_read_to_the_end() {
        assert_eq!(Doc::parse("```json\n1").examples, [json!(1)]);
    }
}
