//! Markdown as a tree, so that the pages show it without ever making HTML of it.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::admin::contract::{Markup, MarkupItem};

/// Parts may stand in one another so deep; what is deeper is lifted out. A text of ten thousand `>` is no ten thousand
/// quotes, which would end in the stack of whoever walks over them.
const MAX_DEPTH: usize = 16;
/// Text is read so far.
const MAX_BYTES: usize = 200_000;

/// Reads CommonMark with `~~struck~~`.
pub(super) fn read(text: &str) -> Vec<Markup> {
    let text = text.get(..text.floor_char_boundary(MAX_BYTES)).unwrap_or(text);
    let mut tree = Tree::default();
    for event in Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH) {
        tree.take(event);
    }
    // A parser ends what it began.
    while !tree.open.is_empty() {
        tree.close();
    }
    tree.content
}

/// Something that was begun.
enum Open {
    Paragraph,
    Heading(u8),
    Quote,
    List(bool, Vec<MarkupItem>),
    Item,
    CodeBlock,
    Emphasis,
    Strong,
    Strike,
    Link(Option<String>),
    /// What has no form of its own: its content stands in its place.
    Plain,
}

#[derive(Default)]
struct Tree {
    content: Vec<Markup>,
    /// What was begun, with what stood before it at its level.
    open: Vec<(Open, Vec<Markup>)>,
}

impl Tree {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(TagEnd::HtmlBlock | TagEnd::MetadataBlock(_)) | Event::End(_) => self.close(),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                let text = text.into_string();
                self.content.push(Markup::Code { text });
            }
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.content.push(Markup::Break),
            Event::Rule => self.content.push(Markup::Rule),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn text(&mut self, more: &str) {
        match self.content.last_mut() {
            Some(Markup::Text { text }) => text.push_str(more),
            _ => self.content.push(Markup::Text { text: more.to_owned() }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let open = match tag {
            Tag::Paragraph | Tag::HtmlBlock => Open::Paragraph,
            Tag::Heading { level, .. } => Open::Heading(level as u8),
            Tag::BlockQuote(_) => Open::Quote,
            Tag::List(first) => Open::List(first.is_some(), Vec::new()),
            Tag::Item => Open::Item,
            Tag::CodeBlock(_) => Open::CodeBlock,
            Tag::Emphasis => Open::Emphasis,
            Tag::Strong => Open::Strong,
            Tag::Strikethrough => Open::Strike,
            Tag::Link { dest_url, .. } => Open::Link(address(&dest_url)),
            _ => Open::Plain,
        };
        let open = match open {
            // Items belong to their list, so both are lifted out or none.
            Open::List(..) if self.open.len() >= MAX_DEPTH => Open::Plain,
            Open::Item if !matches!(self.open.last(), Some((Open::List(..), _))) => Open::Plain,
            open @ (Open::List(..) | Open::Item) => open,
            _ if self.open.len() >= MAX_DEPTH => Open::Plain,
            open => open,
        };
        self.open.push((open, std::mem::take(&mut self.content)));
    }

    fn close(&mut self) {
        let Some((open, before)) = self.open.pop() else { return };
        let mut content = std::mem::replace(&mut self.content, before);
        let made = match open {
            Open::Plain | Open::Link(None) => {
                self.content.append(&mut content);
                return;
            }
            Open::Item => {
                if let Some((Open::List(_, items), _)) = self.open.last_mut() {
                    items.push(MarkupItem { content });
                }
                return;
            }
            Open::List(ordered, items) => Markup::List { ordered, items },
            Open::Paragraph => Markup::Paragraph { content },
            Open::Heading(level) => Markup::Heading { level, content },
            Open::Quote => Markup::Quote { content },
            Open::CodeBlock => Markup::CodeBlock {
                text: letters(&content),
            },
            Open::Emphasis => Markup::Emphasis { content },
            Open::Strong => Markup::Strong { content },
            Open::Strike => Markup::Strike { content },
            Open::Link(Some(to)) => Markup::Link { to, content },
        };
        self.content.push(made);
    }
}

/// The letters of a code block.
fn letters(content: &[Markup]) -> String {
    let mut all = String::new();
    for part in content {
        if let Markup::Text { text } = part {
            all.push_str(text);
        }
    }
    all.truncate(all.trim_end().len());
    all
}

/// An address that may be followed: a path below the admin, the web, and mail. Everything else could run something.
fn address(url: &str) -> Option<String> {
    let lower = url.to_ascii_lowercase();
    let web = ["https://", "http://", "mailto:"];
    let known = web.iter().any(|scheme| lower.starts_with(scheme));
    // Browsers read `//host` and `/\host` as another site, and drop control characters before they do.
    let mut bytes = url.bytes();
    let path = bytes.next() == Some(b'/') && !matches!(bytes.next(), Some(b'/' | b'\\'));
    let clean = !url.chars().any(|letter| letter.is_control() || letter == '\\');
    ((known || path) && clean).then(|| url.to_owned())
}
