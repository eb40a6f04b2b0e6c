/** The kernel's HTTP API (docs/services.md, "workspace-kernel"). The token goes into a header, nowhere else. */

import type { Capabilities } from '../core/capabilities'
import type { Graph, Versioned } from '../core/graph'
import type { Patch } from '../core/patch'
import type { Person, Role } from '../core/person'
import { Problem, problemOf } from '../core/problem'

export interface Workspace {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
  readonly active: boolean
}

export interface Page {
  readonly items: readonly Workspace[]
  readonly next: string | null
}

export interface Proposal {
  readonly version: number
  readonly patch: Patch
  readonly confidence: number
  readonly warnings: readonly string[]
  readonly explanation: string | null
}

export interface Api {
  me(): Promise<Person>
  /** The newest first; those whose name has `name`, where it is not empty. */
  listWorkspaces(name?: string, after?: string): Promise<Page>
  createWorkspace(name: string): Promise<Workspace>
  getWorkspace(id: string): Promise<Workspace>
  renameWorkspace(id: string, name: string): Promise<Workspace>
  /** Goes through even when the page is left meanwhile. */
  deleteWorkspace(id: string): Promise<void>
  readGraph(id: string): Promise<Versioned>
  /** The version that the change made. */
  patchGraph(id: string, version: number, patch: Patch): Promise<number>
  propose(id: string, request: string, signal: AbortSignal): Promise<Proposal>
}

const WORKSPACES = '/workspaces'
const PAGE_SIZE = 50
const SLOWEST_ANSWER = 30_000

/** Every method throws `Problem`. `token` is asked for each request; null means without one. */
export function createApi(token: () => string | null): Api {
  async function call(path: string, init: RequestInit & { json?: unknown } = {}): Promise<Response> {
    const { json, ...rest } = init
    const headers = new Headers(init.headers)
    const bearer = token()
    if (bearer) headers.set('Authorization', `Bearer ${bearer}`)
    if (json !== undefined && !headers.has('Content-Type')) headers.set('Content-Type', 'application/json')
    let answer: Response
    try {
      answer = await fetch(`/api${path}`, {
        signal: AbortSignal.timeout(SLOWEST_ANSWER),
        ...rest,
        headers,
        cache: init.cache ?? 'no-store',
        credentials: 'omit',
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      })
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error
      throw new Problem('offline', '')
    }
    if (answer.ok) return answer
    const document: unknown = await answer.json().catch(() => null)
    throw problemOf(answer.status, document, answer.headers.get('Retry-After'))
  }

  async function read<Body>(answer: Promise<Response>): Promise<Body> {
    const response = await answer
    try {
      return (await response.json()) as Body
    } catch {
      throw new Problem('offline', '')
    }
  }

  const at = (id: string, rest = '') => `${WORKSPACES}/${encodeURIComponent(id)}${rest}`

  return {
    async me() {
      const { user, tenant, role, expiresAt } = await read<{ user: string; tenant: string; role: Role; expiresAt: string | null }>(call('/me'))
      return { user, tenant, role, expiresAt: expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt) }
    },
    listWorkspaces: (name = '', after) =>
      read(call(`${WORKSPACES}?${new URLSearchParams({ limit: String(PAGE_SIZE), ...(name && { name }), ...(after && { after }) })}`)),
    createWorkspace: (name) => read(call(WORKSPACES, { method: 'POST', json: { name } })),
    renameWorkspace: (id, name) => read(call(at(id), { method: 'PATCH', json: { name } })),
    getWorkspace: (id) => read(call(at(id))),
    async deleteWorkspace(id) {
      await call(at(id), { method: 'DELETE', keepalive: true })
    },
    async readGraph(id) {
      const answer = await call(at(id, '/graph'))
      const version = Number(/^(?:W\/)?"(\d+)"$/.exec(answer.headers.get('ETag') ?? '')?.[1] ?? Number.NaN)
      if (Number.isNaN(version)) throw new Problem('unavailable', 'the graph came without its version')
      return { version, graph: await read<Graph>(Promise.resolve(answer)) }
    },
    async patchGraph(id, version, patch) {
      const answer = call(at(id, '/graph'), {
        method: 'PATCH',
        json: patch,
        headers: { 'Content-Type': 'application/json-patch+json', 'If-Match': `"${version}"` },
      })
      return (await read<{ version: number }>(answer)).version
    },
    // A model takes its time; its user can stop it.
    propose: (id, request, signal) =>
      read(call(at(id, '/proposals'), { method: 'POST', json: { request }, signal })),
  }
}

/** What the installation can do; throws `Problem`. */
export async function readCapabilities(): Promise<Capabilities> {
  let answer: Response
  try {
    answer = await fetch('/api/capabilities', { credentials: 'omit', signal: AbortSignal.timeout(SLOWEST_ANSWER) })
  } catch {
    throw new Problem('offline', '')
  }
  const document: unknown = await answer.json().catch(() => null)
  if (!answer.ok || document === null) throw problemOf(answer.ok ? 503 : answer.status, document, answer.headers.get('Retry-After'))
  return document as Capabilities
}
