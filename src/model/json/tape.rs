//! The values of a text one after another, twelve bytes each: a tree with pointers would be many times the text.
//!
//! Read strictly (RFC 8259): no comments, no trailing commas, nothing that other dialects allow. The scanner lets some
//! characters pass, which `json` looks for by itself.

use jsonc_parser::{
    Scanner, ScannerOptions,
    errors::{ParseError, ParseErrorKind},
    tokens::Token,
};

/// Nobody nests deeper than this; a text that does is refused.
const DEEPEST: usize = 256;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Its keys and values follow in turns, up to the cell `end`.
    Object,
    /// Its items follow, up to the cell `end`.
    Array,
    /// A text as it stands there; `end` is where it ends.
    Plain,
    /// A text with escapes: `end` is its place among the decoded ones.
    Escaped,
    /// As written; `end` is where it ends.
    Number,
    /// A truth value.
    Flag(bool),
    /// Nothing.
    Null,
}

/// One value, or a key.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// Where it starts in the text.
    pub start: u32,
    /// See `Sort`.
    pub end: u32,
    /// What it is.
    pub sort: Sort,
}

/// A parsed text.
#[derive(Debug)]
pub struct Tape<'t> {
    text: &'t str,
    cells: Vec<Cell>,
    decoded: Vec<String>,
}

/// Why a text is not JSON, and at which byte.
#[derive(Debug)]
pub struct Wrong {
    /// Byte offset into the text.
    pub offset: usize,
    /// What is wrong.
    pub said: String,
}

impl Wrong {
    fn new(offset: usize, kind: &ParseErrorKind) -> Self {
        Self { offset, said: kind.to_string() }
    }
}

impl From<ParseError> for Wrong {
    fn from(error: ParseError) -> Self {
        Self::new(error.range().start, error.kind())
    }
}

impl<'t> Tape<'t> {
    /// Parses a text, which is shorter than four gigabytes. No cell: there is nothing in it.
    pub fn of(text: &'t str) -> Result<Self, Wrong> {
        let options = ScannerOptions {
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false,
            allow_non_finite_numbers: false,
            allow_extended_string_escapes: false,
        };
        let tape = Self { text, cells: Vec::new(), decoded: Vec::new() };
        let mut parser = Parser { scanner: Scanner::new(text, &options), tape, depth: 0 };
        if let Some(first) = parser.next()? {
            parser.value(first)?;
            if parser.next()?.is_some() {
                return Err(parser.wrong(&ParseErrorKind::MultipleRootJsonValues));
            }
        }
        // It grew by doubling.
        parser.tape.cells.shrink_to_fit();
        Ok(parser.tape)
    }

    /// A cell, if there is one.
    pub fn cell(&self, at: u32) -> Option<Cell> {
        self.cells.get(at as usize).copied()
    }

    /// The cell after a value and all that is in it.
    pub fn after(&self, at: u32) -> u32 {
        match self.cell(at) {
            Some(Cell { sort: Sort::Object | Sort::Array, end, .. }) => end,
            Some(_) | None => at + 1,
        }
    }

    /// What a text says, or how a number is written.
    pub fn written(&self, at: u32) -> &str {
        let Some(cell) = self.cell(at) else { return "" };
        let (start, end) = (cell.start as usize, cell.end as usize);
        match cell.sort {
            Sort::Plain => self.text.get(start + 1..end - 1).unwrap_or_default(),
            Sort::Number => self.text.get(start..end).unwrap_or_default(),
            Sort::Escaped => self.decoded.get(end).map_or("", String::as_str),
            Sort::Object | Sort::Array | Sort::Flag(_) | Sort::Null => "",
        }
    }
}

struct Parser<'t> {
    scanner: Scanner<'t>,
    tape: Tape<'t>,
    depth: usize,
}

/// Offsets fit: no text is larger than 64 MiB.
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl<'t> Parser<'t> {
    fn next(&mut self) -> Result<Option<Token<'t>>, Wrong> {
        match self.scanner.scan()? {
            Some(Token::CommentLine(_) | Token::CommentBlock(_)) => {
                Err(self.wrong(&ParseErrorKind::CommentsNotAllowed))
            }
            token => Ok(token),
        }
    }

    /// What is wrong with the last token.
    fn wrong(&self, kind: &ParseErrorKind) -> Wrong {
        Wrong::new(self.scanner.token_start(), kind)
    }

    fn add(&mut self, sort: Sort, end: usize) {
        let start = narrow(self.scanner.token_start());
        self.tape.cells.push(Cell { start, end: narrow(end), sort });
    }

    fn text(&mut self, text: std::borrow::Cow<'t, str>) {
        match text {
            std::borrow::Cow::Borrowed(_) => self.add(Sort::Plain, self.scanner.token_end()),
            std::borrow::Cow::Owned(text) => {
                self.add(Sort::Escaped, self.tape.decoded.len());
                self.tape.decoded.push(text);
            }
        }
    }

    fn value(&mut self, token: Token<'t>) -> Result<(), Wrong> {
        let kind = match token {
            Token::OpenBrace => return self.inside(Sort::Object, Self::entries),
            Token::OpenBracket => return self.inside(Sort::Array, Self::items),
            Token::String(text) => {
                self.text(text);
                return Ok(());
            }
            Token::Number(_) => {
                self.add(Sort::Number, self.scanner.token_end());
                return Ok(());
            }
            Token::Boolean(flag) => {
                self.add(Sort::Flag(flag), 0);
                return Ok(());
            }
            Token::Null => {
                self.add(Sort::Null, 0);
                return Ok(());
            }
            Token::CloseBracket => ParseErrorKind::UnexpectedCloseBracket,
            Token::CloseBrace => ParseErrorKind::UnexpectedCloseBrace,
            Token::Comma => ParseErrorKind::UnexpectedComma,
            Token::Colon => ParseErrorKind::UnexpectedColon,
            Token::Word(_) => ParseErrorKind::UnexpectedWord,
            Token::CommentLine(_) | Token::CommentBlock(_) => ParseErrorKind::CommentsNotAllowed,
        };
        Err(self.wrong(&kind))
    }

    /// An object or a list, whose opening bracket was the last token.
    fn inside(&mut self, sort: Sort, read: fn(&mut Self, usize) -> Result<(), Wrong>) -> Result<(), Wrong> {
        if self.depth == DEEPEST {
            return Err(self.wrong(&ParseErrorKind::NestingDepthExceeded));
        }
        self.depth += 1;
        let own = self.tape.cells.len();
        self.add(sort, 0);
        read(self, self.scanner.token_start())?;
        let end = narrow(self.tape.cells.len());
        if let Some(cell) = self.tape.cells.get_mut(own) {
            cell.end = end;
        }
        self.depth -= 1;
        Ok(())
    }

    fn entries(&mut self, start: usize) -> Result<(), Wrong> {
        let mut token = self.next()?;
        loop {
            match token {
                Some(Token::CloseBrace) => return Ok(()),
                Some(Token::String(key)) => self.text(key),
                Some(Token::Word(_) | Token::Number(_) | Token::Boolean(_) | Token::Null) => {
                    return Err(self.wrong(&ParseErrorKind::ExpectedStringObjectProperty));
                }
                None => return Err(Wrong::new(start, &ParseErrorKind::UnterminatedObject)),
                Some(_) => return Err(self.wrong(&ParseErrorKind::UnexpectedTokenInObject)),
            }
            if self.next()? != Some(Token::Colon) {
                return Err(self.wrong(&ParseErrorKind::ExpectedColonAfterObjectKey));
            }
            match self.next()? {
                Some(value) => self.value(value)?,
                None => return Err(self.wrong(&ParseErrorKind::ExpectedObjectValue)),
            }
            token = self.separator(&Token::CloseBrace)?;
        }
    }

    fn items(&mut self, start: usize) -> Result<(), Wrong> {
        let mut token = self.next()?;
        loop {
            match token {
                Some(Token::CloseBracket) => return Ok(()),
                None => return Err(Wrong::new(start, &ParseErrorKind::UnterminatedArray)),
                Some(value) => self.value(value)?,
            }
            token = self.separator(&Token::CloseBracket)?;
        }
    }

    /// The token after a value and a comma, or the bracket that closes.
    fn separator(&mut self, close: &Token<'_>) -> Result<Option<Token<'t>>, Wrong> {
        let end = self.scanner.token_end();
        let token = self.next()?;
        match token {
            Some(Token::Comma) => {
                let comma = self.scanner.token_start();
                let token = self.next()?;
                if token.as_ref() == Some(close) {
                    return Err(Wrong::new(comma, &ParseErrorKind::TrailingCommasNotAllowed));
                }
                Ok(token)
            }
            Some(ref it) if it == close => Ok(token),
            Some(Token::CloseBrace | Token::CloseBracket | Token::Colon) => {
                Err(self.wrong(&ParseErrorKind::UnexpectedToken))
            }
            Some(_) => Err(Wrong::new(end, &ParseErrorKind::ExpectedComma)),
            None => Ok(None),
        }
    }
}
