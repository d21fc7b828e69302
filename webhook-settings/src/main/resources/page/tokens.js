/**
 * The part of the API that tells who may ask: tokens, each for a site or for all.
 */
import { inSite, listAll } from './api.js';
import { call } from './http.js';

/** @typedef {'read' | 'write'} Scope */
/**
 * @typedef {object} Token
 * @property {string} id
 * @property {string} name
 * @property {string | null} site_id null for all sites
 * @property {Scope} scope
 * @property {string} created_at
 * @property {string | null} last_used_at to the minute
 */

/** @param {string | null} site null for those of all sites */
const pathTo = (site) => `${site === null ? '/v1' : inSite(site)}/tokens`;

/**
 * All of a site, or all that are for all sites; newest first.
 *
 * @param {string | null} site
 * @returns {Promise<Token[]>}
 */
export function listTokens(site) {
  return listAll(pathTo(site), 'tokens');
}

/**
 * @param {string | null} site
 * @param {{name: string, scope: Scope}} wanted
 * @returns {Promise<Token & {token: string}>} with the token itself, which no other answer holds
 */
export function createToken(site, wanted) {
  return call('POST', pathTo(site), wanted);
}

/** @param {Token} token */
export function revokeToken(token) {
  return call('DELETE', `${pathTo(token.site_id)}/${encodeURIComponent(token.id)}`);
}
