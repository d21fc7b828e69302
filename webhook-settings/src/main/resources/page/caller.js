/**
 * Who is asking, and what they may do: known before any view is drawn.
 */
import { readSession } from './api.js';

/** @type {import('./api.js').Session} */
let caller = { site_id: null, scope: 'read' };

/** Asks who is signed in. */
export async function meetCaller() {
  caller = await readSession();
  return caller;
}

/** Whether the caller may change anything. Who may not sees no button for it. */
export function mayChange() {
  return caller.scope !== 'read';
}
