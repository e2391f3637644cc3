// A lone surrogate is half a character: PostgreSQL and JSON peers refuse it, so it is refused at the door.
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Whether PostgreSQL can store the text: no NUL and no lone surrogate. */
export const isStorableText = (text: string): boolean => !text.includes('\0') && !LONE_SURROGATE.test(text);

// Controls (C0, DEL, C1), and the marks that turn the direction of all that follows them: with those a name can be shown as
// another one. Right-to-left letters need none of them; joiners and the marks of one place (LRM, RLM) are part of spelling.
const CONTROL = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
const LINE_BREAK = /[\u2028\u2029]/;

/** Whether the text is one line that shows what it says: no control, no line break, nothing that turns its direction. */
export const isOneLine = (text: string): boolean => !CONTROL.test(text) && !LINE_BREAK.test(text);

/** The same for several lines: tabs and line breaks are how they are written. */
export const isManyLines = (text: string): boolean => !CONTROL.test(text.replace(/\r?\n|\t/g, ''));

// What is shown as nothing: white space, joiners, fillers, marks of direction.
const UNSEEN = /[\s\p{Default_Ignorable_Code_Point}]/gu;

/** Whether there is nothing in the text to be seen. */
export const isBlank = (text: string): boolean => text.replace(UNSEEN, '') === '';
