//! Questions to a person.

use std::io::{BufRead, Write};

use super::questions::{Becomes, LostChoice, MissingValue, OneOff, Questioner, Renamed};
use super::values;
use crate::migrate::{Error, Result};

/// Asks a person, who reads `output` and types into `input`.
///
/// # Examples
/// ```
/// use fjango::migrate::{Candidate, Questioner, Renamed, Terminal};
///
/// let question = Renamed {
///     from: "blog.Post.name".into(),
///     candidates: vec![Candidate {
///         to: "title".into(),
///         shown: "blog.Post.title".into(),
///         evidence: "both are text".into(),
///     }],
///     loss: "column `name` of table `blog_post` is dropped with all its values".into(),
/// };
/// let mut output = Vec::new();
/// let answer = Terminal::new(&b"y\n"[..], &mut output).renamed(&question)?;
/// assert_eq!(answer, Some(Some("title".to_owned())));
/// # Ok::<(), fjango::migrate::Error>(())
/// ```
#[derive(Debug)]
pub struct Terminal<R, W> {
    input: R,
    output: W,
}

impl<R: BufRead, W: Write> Terminal<R, W> {
    /// Asks on `output` and reads answers from `input`.
    pub fn new(input: R, output: W) -> Self {
        Self { input, output }
    }

    fn say(&mut self, line: &str) -> Result<()> {
        writeln!(self.output, "{line}").map_err(Error::io("writing", "the terminal"))
    }

    /// An answer without its line end. The end of the input stops everything.
    fn ask(&mut self, prompt: &str) -> Result<String> {
        let failed = |action| Error::io(action, "the terminal");
        write!(self.output, "{prompt} ").map_err(failed("writing"))?;
        self.output.flush().map_err(failed("writing"))?;
        let mut line = String::new();
        if self.input.read_line(&mut line).map_err(failed("reading"))? == 0 {
            return Err(Error::Stopped);
        }
        let line = line.strip_suffix('\n').unwrap_or(&line);
        Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
    }

    fn yes(&mut self, question: &str) -> Result<bool> {
        loop {
            match self
                .ask(&format!("{question} [y/N]"))?
                .trim()
                .to_ascii_lowercase()
                .as_str()
            {
                "y" | "yes" => return Ok(true),
                "" | "n" | "no" => return Ok(false),
                _ => self.say("Please answer `y` or `n`.")?,
            }
        }
    }
}

impl<R: BufRead, W: Write> Questioner for Terminal<R, W> {
    fn renamed(&mut self, question: &Renamed) -> Result<Option<Option<String>>> {
        for candidate in &question.candidates {
            self.say(&format!("  {}.", candidate.evidence))?;
            self.say(&format!("  If not, {}.", question.loss))?;
            if self.yes(&question.text(candidate))? {
                return Ok(Some(Some(candidate.to.clone())));
            }
        }
        Ok(Some(None))
    }

    fn lost_choice(&mut self, question: &LostChoice) -> Result<Option<Becomes>> {
        let choices: Vec<&String> = question.added.iter().chain(&question.kept).collect();
        self.say(&question.text())?;
        for (number, choice) in choices.iter().enumerate() {
            let new = if number < question.added.len() { " (new)" } else { "" };
            self.say(&format!("  {}) {choice}{new}", number + 1))?;
        }
        self.say("  Empty: they stay as they are, and the migration fails while there are any.")?;
        loop {
            let answer = self.ask("number or choice:")?;
            if answer.trim().is_empty() {
                return Ok(Some(Becomes::Nothing));
            }
            let by_name = choices.iter().find(|choice| ***choice == answer);
            let number = answer
                .trim()
                .parse::<usize>()
                .ok()
                .and_then(|number| number.checked_sub(1));
            if let Some(choice) = by_name.or_else(|| choices.get(number?)) {
                return Ok(Some(Becomes::Choice((*choice).clone())));
            }
            self.say(&format!(
                "Please answer a number from 1 to {}, or a choice.",
                choices.len()
            ))?;
        }
    }

    fn missing_value(&mut self, question: &MissingValue) -> Result<Option<OneOff>> {
        self.say(&question.text())?;
        self.say(&format!(
            "  A value: {}, used once, for these rows alone.",
            question.hint()
        ))?;
        self.say("  `none`: there are no such rows; if there are, the migration fails.")?;
        self.say("  Empty: make nothing, to give the field `default = ..` or `db_default = \"..\"` first.")?;
        if question.field.unique {
            self.say("  The field is unique, so with two such rows one value for all of them fails.")?;
        }
        loop {
            let answer = self.ask("value:")?;
            match answer.as_str() {
                "" => return Err(Error::Stopped),
                "none" => return Ok(Some(OneOff::Nothing)),
                text => match values::parse(&question.field, text) {
                    Ok(value) => return Ok(Some(OneOff::Value(value))),
                    Err(message) => self.say(&format!("{message}."))?,
                },
            }
        }
    }
}
