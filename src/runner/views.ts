import { INVISIBLE } from '../text/invisible.ts';
import { beginsEscape, ESCAPES, type EscapeReader } from './escapes.ts';

/** A text as it is compared: without case, white space and invisible characters, and perhaps without some of its escapes. */
export interface View {
  /** UTF-16 code units, of which the first `length` count. A 0 stands after them. */
  units: Uint16Array;
  length: number;
  /** Where each unit begins and ends in the text. Empty where places were not asked for. */
  from: Int32Array;
  to: Int32Array;
}

/** An escaped text may have been escaped again. */
const LAYERS = 3;
/** Besides what can't be seen, marks: they can be put on any character without changing what it is read as. */
const LEFT_OUT = new RegExp(`${INVISIBLE.source}|\\p{M}`, 'u');

/**
 * Each view of a text: as it is, and with each kind of escapes taken off up to three times. It is one and the same object, changed from
 * one view to the next, so that all of them cost the memory of one: 2 bytes for each code unit of the text, 10 with places.
 */
export function* viewsOf(text: string, { places = false } = {}): Generator<View> {
  const view = blank(text.length, places ? text.length : 0);
  readPlain(view, text);
  yield view;
  let isPlain = true;
  for (const escapeAt of ESCAPES) {
    if (!isPlain) readPlain(view, text);
    isPlain = true;
    for (let layer = 0; layer < LAYERS && takeOff(view, escapeAt); layer++) {
      isPlain = false;
      yield view;
    }
  }
}

/** With one unit more than it ever holds, so that a 0 stands after the plain text, which is the longest view. */
function blank(size: number, places: number): View {
  return {
    units: new Uint16Array(size + 1),
    length: 0,
    from: new Int32Array(places),
    to: new Int32Array(places),
  };
}

function readPlain(view: View, text: string): void {
  view.length = 0;
  for (let at = 0; at < text.length; ) {
    const point = text.codePointAt(at) as number;
    const end = at + (point > 0xffff ? 2 : 1);
    append(view, point, at, end);
    at = end;
  }
}

/** Writes over what was read: an escape is longer than what it means. False where there is none. */
function takeOff(view: View, escapeAt: EscapeReader): boolean {
  const { units, from, to, length } = view;
  let read = 0;
  view.length = 0;
  for (let at = 0; at < length; ) {
    const found = beginsEscape(units[at] as number) ? escapeAt(units, at) : undefined;
    if (found === undefined) {
      at += 1;
    } else {
      move(view, read, at);
      read = at + found.length;
      append(view, found.point, from[at] as number, to[read - 1] as number);
      at = read;
    }
  }
  move(view, read, length);
  units[view.length] = 0;
  return read > 0;
}

/** Moves the units from `start` to before `end` up to the end of the view. */
function move(view: View, start: number, end: number): void {
  const { units, from, to, length } = view;
  view.length = length + end - start;
  if (length === start) return;
  for (let at = start; at < end; at++) units[length + at - start] = units[at] as number;
  if (from.length === 0) return;
  for (let at = start; at < end; at++) {
    from[length + at - start] = from[at] as number;
    to[length + at - start] = to[at] as number;
  }
}

/** Adds a character in the form in which it is compared: none where it is invisible. */
function append(view: View, point: number, from: number, to: number): void {
  if (point > 0x20 && point < 0x7f) {
    put(view, point >= 0x41 && point <= 0x5a ? point + 0x20 : point, from, to);
  } else if (point > 0x7f && !LEFT_OUT.test(String.fromCodePoint(point))) {
    if (point > 0xffff) put(view, 0xd800 + ((point - 0x10000) >> 10), from, to);
    put(view, point > 0xffff ? 0xdc00 + (point & 0x3ff) : point, from, to);
  }
}

function put(view: View, unit: number, from: number, to: number): void {
  const at = view.length++;
  view.units[at] = unit;
  if (view.from.length === 0) return;
  view.from[at] = from;
  view.to[at] = to;
}

/** What a view reads as. */
export function textOf({ units, length }: View): string {
  return Array.from(units.subarray(0, length), (unit) => String.fromCharCode(unit)).join('');
}
