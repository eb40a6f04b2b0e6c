/**
 * A workspace-kernel for developing the page: docs/services.md in memory, without its durability.
 * With KERNEL_URL and JWT_SECRET (and ISSUER_URL) the tests run against a real one instead.
 */

import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { type WebSocket, WebSocketServer } from 'ws'
import { EMPTY, type Graph } from '../../src/core/graph'
import { apply, type Patch } from '../../src/core/patch'

interface Stored {
  readonly id: string
  readonly tenant: string
  name: string
  readonly createdAt: string
  updatedAt: string
  graph: Graph
  readonly changes: { patch: Patch; author: string }[]
  readonly followers: Set<WebSocket>
  /** Those who have said that they are here. */
  readonly here: Map<WebSocket, { id: string; user: string; panels: readonly string[] }>
}

type Role = 'viewer' | 'editor' | 'admin'

interface Identity {
  readonly sub: string
  readonly tenant: string
  /** Null where nothing gives one. */
  readonly role: Role | null
  readonly exp: number
}

interface Claims extends Identity {
  readonly roles?: readonly Role[]
}

export interface KernelSettings {
  readonly secret: string
  readonly proposals: boolean
  readonly issuer: { readonly url: string; readonly audience: string; readonly clientId: string } | null
}

const LIMITS = { bodyBytes: 10_000_000, graphBytes: 5_000_000, panels: 5_000, links: 10_000, patchOperations: 1_000, workspaces: 1_000 }

export async function startKernel({ secret, proposals, issuer }: KernelSettings): Promise<{ url: string; stop: () => Promise<void> }> {
  const key = new TextEncoder().encode(secret)
  const keys = issuer && createRemoteJWKSet(new URL(`${issuer.url}/jwks`), { cooldownDuration: 0 })
  const workspaces = new Map<string, Stored>()

  async function identify(token: string | undefined): Promise<Identity | null> {
    try {
      if (keys && decodeProtectedHeader(token ?? '').alg !== 'HS256') {
        const { payload } = await jwtVerify<Claims>(token ?? '', keys, { issuer: issuer.url, audience: issuer.audience })
        return { ...payload, role: payload.roles?.[0] ?? null }
      }
      const { payload } = await jwtVerify<Claims>(token ?? '', key, { algorithms: ['HS256'] })
      return { ...payload, role: payload.role ?? 'admin' }
    } catch {
      return null
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, body?: unknown, headers: Record<string, string> = {}) =>
      void response
        .writeHead(status, { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json', ...headers })
        .end(body === undefined ? undefined : JSON.stringify(body))
    const fail = (status: number, code: string, detail: string, headers = {}) =>
      send(status, { type: 'about:blank', title: code, status, code, detail }, headers)

    const url = new URL(request.url!, 'http://kernel')
    if (url.pathname === '/api/capabilities') {
      const oidc = issuer && { mode: 'oidc', issuer: issuer.url, clientId: issuer.clientId, scope: 'openid offline_access', parameters: { resource: issuer.audience } }
      return send(200, { signIn: [...(oidc ? [oidc] : []), { mode: 'token' }], proposals, limits: LIMITS })
    }
    const who = await identify(request.headers.authorization?.replace(/^Bearer /, ''))
    if (!who) return fail(401, 'unauthorized', 'the token is not valid')
    if (!who.role) return fail(403, 'no-role', 'the token gives no role')
    if (url.pathname === '/api/me') {
      return send(200, { user: who.sub, tenant: who.tenant, role: who.role, expiresAt: new Date(who.exp * 1000).toISOString() })
    }
    const least = request.method === 'DELETE' ? 'admin' : request.method === 'GET' ? 'viewer' : 'editor'
    const order = ['viewer', 'editor', 'admin']
    if (order.indexOf(who.role) < order.indexOf(least)) return fail(403, 'forbidden', `this needs the role ${least}`)
    const [, , collection, id, part] = url.pathname.split('/')
    if (collection !== 'workspaces') return fail(404, 'not-found', 'no such path')
    const body = await text(request)

    if (id === undefined) {
      if (request.method === 'POST') {
        const now = new Date().toISOString()
        const made: Stored = {
          id: randomUUID(),
          tenant: who.tenant,
          name: (JSON.parse(body) as { name: string }).name,
          createdAt: now,
          updatedAt: now,
          graph: EMPTY,
          changes: [],
          followers: new Set(),
          here: new Map(),
        }
        workspaces.set(made.id, made)
        return send(201, documentOf(made))
      }
      const wanted = (url.searchParams.get('name') ?? '').toLowerCase()
      const all = [...workspaces.values()].filter(({ tenant, name }) => tenant === who.tenant && name.toLowerCase().includes(wanted)).reverse()
      const limit = Number(url.searchParams.get('limit') ?? 50)
      const after = url.searchParams.get('after')
      const first = after ? all.findIndex((one) => one.id === after) + 1 : 0
      const page = all.slice(first, first + limit)
      return send(200, {
        items: page.map(documentOf),
        next: first + limit < all.length ? page.at(-1)!.id : null,
      })
    }

    const workspace = workspaces.get(id)
    if (workspace?.tenant !== who.tenant) return fail(404, 'not-found', 'there is no such workspace')
    const version = workspace.changes.length
    if (part === 'proposals') return fail(503, 'no-model', 'no model is set', { 'Retry-After': '60' })
    if (part === undefined) {
      if (request.method === 'PATCH') workspace.name = (JSON.parse(body) as { name: string }).name
      if (request.method !== 'DELETE') return send(200, documentOf(workspace))
      workspaces.delete(id)
      for (const follower of workspace.followers) follower.close(4404)
      return send(204)
    }
    if (request.method === 'GET') return send(200, workspace.graph, { ETag: `"${version}"` })
    if (request.headers['if-match'] === undefined) return fail(428, 'precondition-required', 'no If-Match')
    if (request.headers['if-match'] !== `"${version}"`) return fail(412, 'stale', `the graph has version ${version}`)
    const patch = JSON.parse(body) as Patch
    const graph = apply(workspace.graph, patch)
    if (!graph) return fail(422, 'invalid-patch', 'the patch does not apply')
    workspace.graph = graph
    workspace.updatedAt = new Date().toISOString()
    workspace.changes.push({ patch, author: who.sub })
    for (const follower of workspace.followers) follower.send(changeOf(workspace, version))
    return send(200, { version: version + 1 }, { ETag: `"${version + 1}"` })
  }

  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'nexus.v1' })
  async function follow(socket: WebSocket, request: IncomingMessage): Promise<void> {
    const offered = request.headers['sec-websocket-protocol']?.split(/, */) ?? []
    const who = await identify(offered.find((one) => one.startsWith('bearer.'))?.slice('bearer.'.length))
    if (!who) return socket.close(4401)
    const url = new URL(request.url!, 'http://kernel')
    const workspace = workspaces.get(url.pathname.split('/')[3]!)
    if (workspace?.tenant !== who.tenant) return socket.close(4404)
    const since = Number(url.searchParams.get('since'))
    socket.send(JSON.stringify({ type: 'hello', version: workspace.changes.length }))
    for (let version = since; version < workspace.changes.length; version++) socket.send(changeOf(workspace, version))
    workspace.followers.add(socket)
    const tell = () => {
      const people = [...workspace.here.values()]
      for (const one of workspace.here.keys()) one.send(JSON.stringify({ type: 'people', count: people.length, people }))
    }
    socket.on('message', (data) => {
      const { panels } = JSON.parse(String(data)) as { panels: string[] }
      const id = workspace.here.get(socket)?.id ?? randomUUID()
      if (!workspace.here.has(socket)) socket.send(JSON.stringify({ type: 'you', id }))
      workspace.here.set(socket, { id, user: who.sub, panels })
      tell()
    })
    socket.on('close', () => {
      workspace.followers.delete(socket)
      if (workspace.here.delete(socket)) tell()
    })
  }

  const server = createServer((request, response) => void answer(request, response))
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (opened) => void follow(opened, request)),
  )
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function documentOf({ id, name, createdAt, updatedAt, changes, followers }: Stored) {
  return { id, name, version: changes.length, createdAt, updatedAt, active: followers.size > 0 }
}

function changeOf({ changes }: Stored, version: number): string {
  return JSON.stringify({ type: 'change', version: version + 1, ...changes[version] })
}

async function text(request: IncomingMessage): Promise<string> {
  let all = ''
  for await (const chunk of request) all += String(chunk)
  return all
}
