/**
 * Sign-in at an issuer: OpenID Connect, authorization code flow with PKCE (RFC 7636). The page is a
 * public client; what it is given is kept for this tab alone.
 */

import * as oauth from 'oauth4webapi'
import type { OidcWay } from '../core/capabilities'
import { type Credential, keepLeaving, takeLeaving } from './storage'

type Tokens = Credential & { readonly mode: 'oidc' }

/** The issuer does not answer, or would not let the user in. */
export class SignInError extends Error {
  constructor(
    readonly kind: 'away' | 'refused',
    cause: unknown,
  ) {
    super(kind, { cause })
  }
}

/** Where the issuer sends the user back to; it must know the address. */
function redirectUri(): string {
  return new URL('/', location.href).href
}

/** Leaves the page for the issuer's. */
export async function leave(way: OidcWay, hash: string): Promise<void> {
  const server = await discover(way)
  if (!server.authorization_endpoint) throw new SignInError('away', 'no authorization endpoint')
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const nonce = oauth.generateRandomNonce()
  const url = new URL(server.authorization_endpoint)
  const parameters = {
    // OpenID Connect Core, section 11: without consent there is no offline access. Issuers that give it
    // all the same are asked with a `prompt` of their own.
    ...(way.scope.split(' ').includes('offline_access') && { prompt: 'consent' }),
    ...way.parameters,
    client_id: way.clientId,
    redirect_uri: redirectUri(),
    response_type: 'code',
    scope: way.scope,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  }
  for (const [name, value] of Object.entries(parameters)) if (value !== '') url.searchParams.set(name, value)
  keepLeaving({ verifier, state, nonce, hash })
  location.assign(url)
}

/** Whether the user comes back from the issuer just now. */
export function isComingBack(): boolean {
  const query = new URLSearchParams(location.search)
  return query.has('state') && (query.has('code') || query.has('error'))
}

/** What the issuer sent the user back with; takes it out of the address. */
export async function comeBack(way: OidcWay): Promise<Tokens> {
  const url = new URL(location.href)
  const left = takeLeaving()
  history.replaceState(null, '', `/${left?.hash ?? ''}`)
  if (!left) throw new SignInError('refused', 'nobody has left from here')
  const client = { client_id: way.clientId }
  const server = await discover(way)
  return asked(async () => {
    const answer = oauth.validateAuthResponse(server, client, url, left.state)
    const response = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), answer, redirectUri(), left.verifier, {
      ...options(way),
      additionalParameters: way.parameters,
    })
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: left.nonce,
      requireIdToken: way.scope.split(' ').includes('openid'),
    })
    return credential(tokens, null)
  })
}

/** New tokens for old; throws where the session is over. */
export async function renew(way: OidcWay, renewal: string): Promise<Tokens> {
  const client = { client_id: way.clientId }
  const server = await discover(way)
  return asked(async () => {
    const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), renewal, {
      ...options(way),
      additionalParameters: way.parameters,
    })
    return credential(await oauth.processRefreshTokenResponse(server, client, response), renewal)
  })
}

/** Ends the session at the issuer, too. No token travels in the address, so it may ask for a yes. */
export async function end(way: OidcWay, renewal: string | null): Promise<void> {
  const server = await discover(way)
  if (renewal && server.revocation_endpoint) {
    await oauth.revocationRequest(server, { client_id: way.clientId }, oauth.None(), renewal, options(way)).catch(() => null)
  }
  if (!server.end_session_endpoint) return
  const url = new URL(server.end_session_endpoint)
  url.searchParams.set('client_id', way.clientId)
  url.searchParams.set('post_logout_redirect_uri', redirectUri())
  location.assign(url)
}

function discover(way: OidcWay): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(way.issuer)
  return asked(async () => oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options(way))))
}

async function asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    // Fetch fails with a TypeError where nobody answers.
    throw new SignInError(error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError') ? 'away' : 'refused', error)
  }
}

function options(way: OidcWay) {
  return {
    signal: () => AbortSignal.timeout(15_000),
    // The kernel takes an issuer without https on its own machine alone.
    [oauth.allowInsecureRequests]: new URL(way.issuer).protocol === 'http:',
  }
}

function credential(tokens: oauth.TokenEndpointResponse, renewal: string | null): Tokens {
  return {
    mode: 'oidc',
    token: tokens.access_token,
    renewal: tokens.refresh_token ?? renewal,
    endsAt: tokens.expires_in === undefined ? null : Date.now() + tokens.expires_in * 1000,
  }
}
