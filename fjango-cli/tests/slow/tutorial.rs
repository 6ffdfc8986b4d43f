//! The book's tutorial, executed: its commands in their order, its files where it says, its outputs compared.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use rustix::process::Signal;

use super::running::Running;
use super::workspace::Workspace;
use crate::program::PROGRAM;

const CHAPTER: &str = include_str!("../../../book/src/tutorial.md");

/// Printed after each command, so that its output has an end.
const END: &str = "--end-of-command--";

/// What a chapter tells its reader to do.
#[derive(Debug, PartialEq)]
enum Step {
    /// Write this file.
    File { path: String, text: String },
    /// Run this command; its output, when the chapter shows one, looks like this.
    Command { line: String, output: String },
}

/// The steps of a chapter: `console` blocks, and blocks whose first line is a comment with a path.
fn steps(chapter: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut lines = chapter.lines();
    while let Some(line) = lines.next() {
        let Some(kind) = line.strip_prefix("```") else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let path = block
            .first()
            .and_then(|line| line.strip_prefix("// ").or_else(|| line.strip_prefix("# ")));
        if kind == "console" {
            commands(&block, &mut steps);
        } else if let Some(path) = path.filter(|path| kind != "text" && !path.contains(' ')) {
            let text = block.iter().map(|line| format!("{line}\n")).collect();
            steps.push(Step::File {
                path: path.to_owned(),
                text,
            });
        }
    }
    steps
}

/// The commands of a block, `$ …`, which go on in the next line after a `\`, and the lines they print.
fn commands(block: &[&str], steps: &mut Vec<Step>) {
    let mut goes_on = false;
    for line in block {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) if !goes_on => steps.push(Step::Command {
                line: command.to_owned(),
                output: String::new(),
            }),
            (_, Some(Step::Command { line: command, .. })) if goes_on => {
                command.push('\n');
                command.push_str(line);
            }
            (_, Some(Step::Command { output, .. })) => {
                output.push_str(line);
                output.push('\n');
            }
            _ => panic!("output before a command: {line}"),
        }
        goes_on = line.ends_with('\\');
    }
}

/// Whether `text` is `pattern`, in which `…` stands for anything, and a line of it for any lines.
fn matches(pattern: &str, text: &str) -> bool {
    let pattern = pattern.trim().replace("…\n", "…");
    let mut parts = pattern.split('…');
    let mut rest = text.trim();
    let first = parts.next().unwrap_or_default();
    let Some(after) = rest.strip_prefix(first) else {
        return false;
    };
    rest = after;
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// A shell that is told one command after the other.
struct Shell {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Shell {
    fn start(workspace: &Workspace) -> Self {
        let mut command = workspace.command("bash", &["--noprofile", "--norc"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command
            .spawn()
            .unwrap_or_else(|error| panic!("bash does not start: {error}"));
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut shell = Self {
            child,
            input,
            output: BufReader::new(output),
        };
        // The program under test, not one that is installed; what it says is output, too.
        let function = format!(
            "exec 2>&1; set -o pipefail\n\
             cargo() {{ if [ \"$1\" = fjango ]; then '{PROGRAM}' \"$@\"; else command cargo \"$@\"; fi; }}"
        );
        assert_eq!(shell.run(&function), (0, String::new()));
        shell
    }

    /// Runs a command and gives its code and what it printed.
    fn run(&mut self, command: &str) -> (i32, String) {
        writeln!(self.input, "{command}\necho \"{END}$?\"").unwrap();
        let mut printed = String::new();
        loop {
            let mut line = String::new();
            let read = self.output.read_line(&mut line).unwrap();
            assert!(read > 0, "the shell ended at: {command}\n{printed}");
            if let Some((before, code)) = line.split_once(END) {
                printed.push_str(before);
                return (code.trim().parse().unwrap(), printed);
            }
            printed.push_str(&line);
        }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
#[ignore = "slow: builds a project"]
fn the_tutorial_does_what_it_says() {
    let mut workspace = Workspace::new("tutorial");
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    workspace.set("FJANGO_BIND", &address);
    let mut shell = Shell::start(&workspace);
    let mut dev: Option<Running> = None;
    for step in steps(CHAPTER) {
        match step {
            Step::Command { line, .. } if line == "cargo fjango dev" => {
                let mut running = Running::start(workspace.command(PROGRAM, &["fjango", "dev"]));
                running.wait_until_served();
                dev = Some(running);
            }
            Step::Command { line, output } => {
                let (code, printed) = shell.run(&line.replace("localhost:8000", &address));
                assert_eq!(code, 0, "$ {line}\n{printed}");
                assert!(
                    output.is_empty() || matches(&output, &printed),
                    "$ {line}\nthe chapter says:\n{output}\nit printed:\n{printed}"
                );
                if line.starts_with("cargo fjango new ") {
                    workspace.enter("notes");
                }
                if line.contains("makemigrations") {
                    // New migrations are read at the start, so `dev` starts anew.
                    served_again(&mut dev);
                }
            }
            Step::File { path, text } => {
                workspace.write(&path, &text);
                // A module that is not named yet, or a test, changes nothing that is served.
                if path != "src/endpoints.rs" && path != "src/tests.rs" {
                    served_again(&mut dev);
                }
            }
        }
    }
    workspace.succeed("cargo", &["fmt", "--check"]);
    workspace.succeed(
        "cargo",
        &["clippy", "--quiet", "--all-targets", "--", "--deny", "warnings"],
    );
    let dev = dev.expect("the tutorial starts the server");
    dev.signal(Signal::INT);
    assert_eq!(dev.wait().code(), Some(0));
}

fn served_again(dev: &mut Option<Running>) {
    if let Some(dev) = dev {
        dev.wait_until_served();
    }
}

#[test]
fn the_tutorial_has_what_a_beginner_needs() {
    let steps = steps(CHAPTER);
    let runs = |part: &str| {
        let is_it = |step: &Step| matches!(step, Step::Command { line, .. } if line.contains(part));
        steps.iter().any(is_it)
    };
    for part in [
        "fjango new",
        "fjango migrate",
        "createsuperuser",
        "fjango dev",
        "makemigrations",
        "auth/token",
        "cargo test",
    ] {
        assert!(runs(part), "the tutorial never runs `{part}`");
    }
    for path in ["src/models.rs", "src/endpoints.rs", "src/main.rs", "src/tests.rs"] {
        let is_it = |step: &Step| matches!(step, Step::File { path: found, .. } if found == path);
        assert!(steps.iter().any(is_it), "the tutorial never writes {path}");
    }
}

#[test]
fn steps_are_read_from_a_chapter() {
    let chapter = "Text.\n```console\n$ a \\\n  b\nout\n$ c\n```\n```rust,ignore\n// src/x.rs\nfn x() {}\n```\n\
                   ```rust\nfn no_path() {}\n```\n```text\n# not a file\n```\n";
    let command = |line: &str, output: &str| Step::Command {
        line: line.to_owned(),
        output: output.to_owned(),
    };
    let file = Step::File {
        path: "src/x.rs".to_owned(),
        text: "// src/x.rs\nfn x() {}\n".to_owned(),
    };
    assert_eq!(steps(chapter), [command("a \\\n  b", "out\n"), command("c", ""), file]);
}

#[test]
fn outputs_are_compared_around_what_may_differ() {
    assert!(matches("a … c …", "a b c d"));
    assert!(matches("same\n", "same"));
    assert!(matches("…end", "the end\n"));
    assert!(matches("…\nb\n", "b\n") && matches("…\nb\n", "a\nb\n"));
    assert!(!matches("same", "same and more"));
    assert!(!matches("a … c", "a b"));
    assert!(!matches("… x … y", "y x"));
    assert!(!matches("b…", "a b"));
}
