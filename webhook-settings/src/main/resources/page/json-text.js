/**
 * JSON laid out for reading. Only white space is put in: numbers, escapes and the order of names stay as they were sent,
 * which reading and writing them anew would not keep.
 */

/** Deeper than this, lines are indented no further, and what comes out so much longer is left as it is. */
const DEEPEST = 24;
const MUCH_LONGER = 8;

/** A text, what opens, what closes, what parts, or anything else up to the next of these. White space goes. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[[{](?:\s*[\]}])?|[\]}]|[,:]|[^\s"[\]{},:]+/g;

/**
 * @param {string} text
 * @returns {string | null} null where there is nothing to lay out: it is no JSON, or a single value
 */
export function laidOut(text) {
  if (!isJson(text)) {
    return null;
  }
  let depth = 0;
  let out = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      depth += 1;
      out += token + newLine(depth);
    } else if (token === '}' || token === ']') {
      depth -= 1;
      out += newLine(depth) + token;
    } else if (token === ',') {
      out += token + newLine(depth);
    } else if (token === ':') {
      out += ': ';
    } else {
      out += token[0] === '{' || token[0] === '[' ? token[0] + token[token.length - 1] : token;
    }
  }
  return out === text || out.length > MUCH_LONGER * text.length ? null : out;
}

/** @param {number} depth */
function newLine(depth) {
  return `\n${'  '.repeat(Math.min(depth, DEEPEST))}`;
}

/** @param {string} text */
function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
