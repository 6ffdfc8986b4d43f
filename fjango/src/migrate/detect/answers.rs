//! Answers that are known before anything is asked: what the models declare, and flags.

use std::collections::{BTreeMap, BTreeSet};

use super::questions::{Becomes, LostChoice, MissingValue, OneOff, Questioner, Renamed};
use super::values;
use crate::migrate::state::{FieldState, Literal};
use crate::migrate::{Error, Result};
use crate::schema::ModelMeta;

/// What is known before anything is asked.
///
/// Names are those that things have after all renames: `blog.Article.title` for a field of a model that is renamed too.
///
/// # Examples
/// ```
/// use fjango::migrate::Answers;
///
/// let answers = Answers::default()
///     .with_renamed("blog.Post.name=title")?
///     .with_renamed("blog.Post=press.Article")?
///     .with_renamed("blog.Post.status:draft=sketched")?
///     .with_not_renamed("blog.Post.summary")
///     .with_default("blog.Post.rating=3")?;
/// # Ok::<(), fjango::migrate::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    renames: Vec<Given>,
    kept_apart: BTreeSet<String>,
    values: BTreeMap<String, String>,
    without_value: BTreeSet<String>,
}

/// A rename that somebody stated.
#[derive(Clone, Debug, PartialEq)]
struct Given {
    /// Nothing for a model, its label for a field, `blog.Post.status` for a choice.
    owner: String,
    from: String,
    to: String,
    /// Whether it was asked for now. A declaration stays in the code after it was applied.
    flag: bool,
}

impl Answers {
    /// What `models` declare with `renamed_from`. What was applied before is passed over.
    pub fn declared(models: &[&'static ModelMeta]) -> Self {
        let mut renames = Vec::new();
        for model in models {
            let mut declare = |owner: String, from: Option<&str>, to: &str| {
                renames.extend(from.map(|from| Given {
                    owner,
                    from: from.to_owned(),
                    to: to.to_owned(),
                    flag: false,
                }));
            };
            let label = model.label();
            let from = model.renamed_from.map(|from| qualified(from, model.app));
            declare(String::new(), from.as_deref(), &label);
            for field in model.fields {
                declare(label.clone(), field.renamed_from, field.name);
                for choice in field.value_type.choices {
                    declare(format!("{label}.{}", field.name), choice.renamed_from, choice.value);
                }
            }
            for many in model.many_to_many {
                declare(label.clone(), many.renamed_from, many.name);
            }
        }
        Self {
            renames,
            ..Self::default()
        }
    }

    /// `--renamed`: `blog.Post=Article`, `blog.Post=press.Article`, `blog.Post.name=title` or
    /// `blog.Post.status:draft=sketched`.
    ///
    /// # Errors
    /// [`Error::BadAnswer`] when it has another form.
    pub fn with_renamed(mut self, text: &str) -> Result<Self> {
        let given = parse_rename(text).ok_or_else(|| Error::BadAnswer {
            answer: format!("--renamed {text}"),
            message: "write `app.Model=New`, `app.Model.field=new` or `app.Model.field:choice=new`".to_owned(),
        })?;
        self.renames.push(given);
        Ok(self)
    }

    /// `--not-renamed`: what is gone is gone, `blog.Post`, `blog.Post.name` or `blog.Post.status:draft`.
    #[must_use]
    pub fn with_not_renamed(mut self, path: &str) -> Self {
        self.kept_apart.insert(path.to_owned());
        self
    }

    /// `--default`: what rows that exist get, `blog.Post.rating=3`.
    ///
    /// # Errors
    /// [`Error::BadAnswer`] when it has another form.
    pub fn with_default(mut self, text: &str) -> Result<Self> {
        let (path, value) = text.split_once('=').ok_or_else(|| Error::BadAnswer {
            answer: format!("--default {text}"),
            message: "write `app.Model.field=value`".to_owned(),
        })?;
        self.values.insert(path.to_owned(), value.to_owned());
        Ok(self)
    }

    /// `--no-default`: there are no rows that need a value, `blog.Post.rating`.
    #[must_use]
    pub fn with_no_default(mut self, path: &str) -> Self {
        self.without_value.insert(path.to_owned());
        self
    }

    /// Both, these first.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.renames.extend(other.renames);
        self.kept_apart.extend(other.kept_apart);
        self.values.extend(other.values);
        self.without_value.extend(other.without_value);
        self
    }
}

fn qualified(name: &str, app: &str) -> String {
    if name.contains('.') {
        name.to_owned()
    } else {
        format!("{app}.{name}")
    }
}

fn parse_rename(text: &str) -> Option<Given> {
    let (path, to) = text.split_once('=')?;
    let (owner, from, to) = if let Some((field, choice)) = path.split_once(':') {
        (field.to_owned(), choice.to_owned(), to.to_owned())
    } else {
        let (rest, last) = path.rsplit_once('.')?;
        if rest.contains('.') {
            (rest.to_owned(), last.to_owned(), to.to_owned())
        } else {
            (String::new(), path.to_owned(), qualified(to, rest))
        }
    };
    let dots = owner.matches('.').count();
    let fits = !from.is_empty() && !to.is_empty() && dots == if path.contains(':') { 2 } else { dots.min(1) };
    fits.then_some(Given {
        owner,
        from,
        to,
        flag: true,
    })
}

/// What flags call something.
fn path(owner: &str, name: &str) -> String {
    match owner.matches('.').count() {
        0 => name.to_owned(),
        1 => format!("{owner}.{name}"),
        _ => format!("{owner}:{name}"),
    }
}

/// Gets answers: first from what is known, then from the one who can be asked.
pub(super) struct Asking<'a> {
    answers: &'a Answers,
    questioner: &'a mut dyn Questioner,
    used: BTreeSet<String>,
    open: Vec<String>,
    /// What may be no new thing, but one with another name.
    undecided: BTreeSet<String>,
}

impl<'a> Asking<'a> {
    pub(super) fn new(answers: &'a Answers, questioner: &'a mut dyn Questioner) -> Self {
        Self {
            answers,
            questioner,
            used: BTreeSet::new(),
            open: Vec::new(),
            undecided: BTreeSet::new(),
        }
    }

    /// The stated renames of `owner` that lead from `old` names to `new` ones, in an order in which each name is free
    /// when it is taken.
    pub(super) fn stated(
        &mut self,
        owner: &str,
        old: &BTreeSet<String>,
        new: &BTreeSet<String>,
    ) -> Vec<(String, String)> {
        let mut names = old.clone();
        let mut found = Vec::new();
        let applies = |names: &BTreeSet<String>, one: &&Given| {
            one.owner == owner && names.contains(&one.from) && !names.contains(&one.to) && new.contains(&one.to)
        };
        while let Some(one) = self.answers.renames.iter().find(|one| applies(&names, one)) {
            names.remove(&one.from);
            names.insert(one.to.clone());
            self.used
                .insert(format!("--renamed {}={}", path(owner, &one.from), one.to));
            found.push((one.from.clone(), one.to.clone()));
        }
        found
    }

    /// Whether somebody stated for `name` of `owner` a new name like that.
    pub(super) fn is_stated(&self, owner: &str, name: &str, like: impl Fn(&str) -> bool) -> bool {
        let is_it = |one: &Given| one.owner == owner && one.from == name && like(&one.to);
        self.answers.renames.iter().any(is_it)
    }

    /// Whether somebody stated that it is gone.
    fn is_gone(&mut self, path: &str) -> bool {
        let gone = self.answers.kept_apart.contains(path);
        if gone {
            self.used.insert(format!("--not-renamed {path}"));
        }
        gone
    }

    /// Leaves `path` open, with this text, unless somebody stated that it is gone.
    pub(super) fn open(&mut self, path: &str, text: String) {
        if !self.is_gone(path) {
            self.open.push(text);
        }
    }

    /// What `question.from` is called now.
    pub(super) fn renamed(&mut self, question: &Renamed) -> Result<Option<String>> {
        if self.is_gone(&question.from) || question.candidates.is_empty() {
            return Ok(None);
        }
        let answer = self.questioner.renamed(question)?;
        if answer.is_none() {
            self.open.push(question.flags());
            let candidates = question.candidates.iter().map(|candidate| candidate.shown.clone());
            self.undecided.extend(candidates);
        }
        Ok(answer.flatten())
    }

    /// What rows with a choice that is gone get.
    pub(super) fn lost_choice(&mut self, question: &LostChoice) -> Result<Option<String>> {
        if self.is_gone(&question.path()) {
            return Ok(None);
        }
        let stated = |one: &&Given| one.flag && one.owner == question.field && one.from == question.value;
        if let Some(one) = self.answers.renames.iter().find(stated)
            && question.kept.contains(&one.to)
        {
            self.used.insert(format!("--renamed {}={}", question.path(), one.to));
            return Ok(Some(one.to.clone()));
        }
        Ok(match self.questioner.lost_choice(question)? {
            Some(Becomes::Choice(choice)) => Some(choice),
            Some(Becomes::Nothing) => None,
            None => {
                // Without a new choice nothing looks like a rename; rows that have it stop the migration.
                if !question.added.is_empty() {
                    self.open.push(question.flags());
                }
                None
            }
        })
    }

    /// What rows that exist get in `field`.
    pub(super) fn missing_value(
        &mut self,
        label: &str,
        field: &FieldState,
        was_nullable: bool,
    ) -> Result<Option<Literal>> {
        let question = MissingValue {
            label: label.to_owned(),
            field: field.clone(),
            was_nullable,
        };
        let path = question.path();
        if let Some(text) = self.answers.values.get(&path) {
            self.used.insert(format!("--default {path}"));
            let value = values::parse(field, text).map_err(|message| Error::BadAnswer {
                answer: format!("--default {path}={text}"),
                message,
            })?;
            return Ok(Some(value));
        }
        if self.answers.without_value.contains(&path) {
            self.used.insert(format!("--no-default {path}"));
            return Ok(None);
        }
        if self.undecided.contains(&path) {
            return Ok(None);
        }
        Ok(match self.questioner.missing_value(&question)? {
            Some(OneOff::Value(value)) => Some(value),
            Some(OneOff::Nothing) => None,
            None => {
                self.open.push(question.flags());
                None
            }
        })
    }

    /// Says whether everything was answered, and every flag was an answer.
    pub(super) fn finish(self) -> Result<()> {
        let answers = self.answers;
        let renames = answers.renames.iter().filter(|one| one.flag);
        let given = renames
            .map(|one| format!("--renamed {}={}", path(&one.owner, &one.from), one.to))
            .chain(answers.kept_apart.iter().map(|path| format!("--not-renamed {path}")))
            .chain(answers.values.keys().map(|path| format!("--default {path}")))
            .chain(answers.without_value.iter().map(|path| format!("--no-default {path}")));
        let unused: Vec<String> = given.filter(|one| !self.used.contains(one)).collect();
        if !unused.is_empty() {
            return Err(Error::UnusedAnswers {
                answers: unused,
                questions: self.open,
            });
        }
        if !self.open.is_empty() {
            return Err(Error::Unanswered { questions: self.open });
        }
        Ok(())
    }
}
