/**
 * A real issuer of OpenID Connect on loopback: oidc-provider, with people who need no password.
 *
 * `node issuer.ts` starts one on its own and says where, for a kernel that is started next. Beside what
 * an issuer has, `/test/client` takes the page's origin, `/test/end` ends all sessions, and
 * `/test/rotate` takes another key: what an operator does at a real one.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import Provider, { type Configuration } from 'oidc-provider'

export const AUDIENCE = 'https://nexus.example'
export const CLIENT = 'graphstudio'

/** Seconds. Short, so that a test sees tokens being renewed. */
const TOKEN_LIFE = 6

interface Running {
  readonly url: string
  readonly stop: () => Promise<void>
}

export async function startIssuer(): Promise<Running> {
  let provider: Provider | null = null
  let page = 'http://127.0.0.1'
  const keys: JWK[] = [await newKey()]
  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const done = () => void response.writeHead(204).end()
    if (request.url === '/test/client') {
      page = new URL(await textOf(request)).origin
      provider = null
      return done()
    }
    if (request.url === '/test/end') {
      provider = null
      return done()
    }
    if (request.url === '/test/rotate') {
      keys.unshift(await newKey())
      provider = null
      return done()
    }
    provider ??= new Provider(url, configuration(page, keys))
    if (request.url?.startsWith('/interaction/')) return enter(provider, request, response)
    provider.callback()(request, response)
  }

  return {
    url,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** The issuer's own page: asks for a name as `user@tenant:role`, and believes it. */
async function enter(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response)
  if (prompt.name === 'login') {
    if (request.method !== 'POST') {
      response.writeHead(200, { 'Content-Type': 'text/html' })
      response.end('<!doctype html><title>Issuer</title><form method="post"><label>Account <input name="account" autofocus></label><button>Enter</button></form>')
      return
    }
    const account = new URLSearchParams(await textOf(request)).get('account') ?? ''
    return provider.interactionFinished(request, response, { login: { accountId: account } }, { mergeWithLastSubmission: false })
  }
  const grant = (grantId && (await provider.Grant.find(grantId))) || new provider.Grant({ accountId: session!.accountId, clientId: params['client_id'] as string })
  grant.addOIDCScope('openid offline_access')
  grant.addResourceScope(AUDIENCE, 'openid offline_access')
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true })
}

function configuration(page: string, keys: JWK[]): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT,
        application_type: 'native', // so that redirect URIs on loopback may be http
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [`${page}/`],
        post_logout_redirect_uris: [`${page}/`],
      },
    ],
    clientBasedCORS: (_context, origin) => origin === page,
    cookies: { keys: ['only-for-tests'] },
    jwks: { keys },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({ audience: AUDIENCE, scope: 'openid offline_access', accessTokenFormat: 'jwt', accessTokenTTL: TOKEN_LIFE }),
        useGrantedResource: () => true,
      },
    },
    extraTokenClaims: (_context, token) => {
      const account = 'accountId' in token ? String(token.accountId) : ''
      const [, tenant = '', role = ''] = /@(.*):(.*)$/.exec(account) ?? []
      return { tenant, ...(role && { roles: [role] }) }
    },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    ttl: { Interaction: 600, Session: 3600, Grant: 3600, IdToken: 60, RefreshToken: 3600, AuthorizationCode: 60 },
  }
}

let made = 0
async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid: `key-${++made}`, use: 'sig', alg: 'RS256' }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let all = ''
  for await (const chunk of request) all += String(chunk)
  return all
}

if (import.meta.main) {
  const { url } = await startIssuer()
  process.stdout.write(`${url}\n`)
}
