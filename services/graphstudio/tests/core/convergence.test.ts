/**
 * Several users of one graph, whose messages and answers come late, in any order between users, or
 * not at all: in the end all see what the server has, and each panel that was added was added once.
 */

import { expect, it } from 'vitest'
import { EMPTY, type Graph } from '../../src/core/graph'
import type { Intent } from '../../src/core/intent'
import { apply, type Patch } from '../../src/core/patch'
import { isSaved, shown, start, step, type Sync, type SyncEvent } from '../../src/core/sync'

interface Change {
  readonly version: number
  readonly patch: Patch
  readonly author: string
}

class Server {
  graph: Graph = EMPTY
  readonly changes: Change[] = []

  get version() {
    return this.changes.length
  }

  patch(author: string, version: number, patch: Patch): number | null {
    if (version !== this.version) return null
    const after = apply(this.graph, patch)
    if (!after) throw new Error(`${author} sent a patch that does not apply: ${JSON.stringify(patch)}`)
    this.graph = after
    this.changes.push({ version: version + 1, patch, author })
    return this.version
  }
}

class User {
  sync: Sync
  /** How much of the live stream has arrived. */
  heard = 0
  private answer: SyncEvent | null = null
  private needsGraph = true

  constructor(
    readonly name: string,
    private readonly server: Server,
  ) {
    this.sync = start(name)
  }

  take(event: SyncEvent) {
    const { sync, needsGraph } = step(this.sync, event)
    this.sync = sync
    this.needsGraph ||= needsGraph
  }

  /** One step of what a session does, whichever `chance` picks. */
  act(chance: () => number) {
    if (chance() < 0.5 && this.heard < this.server.version) {
      this.take({ type: 'changed', ...this.server.changes[this.heard++]! })
    } else if (this.answer) {
      this.take(this.answer)
      this.answer = null
    } else if (this.needsGraph) {
      this.needsGraph = false
      this.take({ type: 'loaded', graph: { version: this.server.version, graph: this.server.graph } })
    } else {
      this.take({ type: 'due' })
      if (this.sync.sending) this.answer = this.send(this.sync.sending.version, this.sync.sending.patch, chance())
    }
  }

  private send(version: number, patch: Patch, chance: number): SyncEvent {
    if (chance < 0.1) return { type: 'failed' } // it never arrived
    const made = this.server.patch(this.name, version, patch)
    if (chance < 0.2) return { type: 'failed' } // its answer never arrived
    return made === null ? { type: 'stale' } : { type: 'accepted', version: made }
  }

  get isSettled() {
    return isSaved(this.sync) && !this.answer && !this.needsGraph && this.heard === this.server.version
  }
}

it.each(Array.from({ length: 60 }, (_, seed) => seed))('users converge (seed %i)', (seed) => {
  const chance = random(seed)
  const server = new Server()
  const users = ['ann', 'ben', 'eve'].map((name) => new User(name, server))
  const added = new Set<string>()
  let edits = 0

  for (let turn = 0; turn < 200; turn++) {
    const user = pick(users, chance)
    if (chance() < 0.25) {
      const intent = edit(shown(user.sync), `n${edits++}`, chance)
      if (intent.kind === 'addPanel') added.add(`/panels/${intent.id}`)
      user.take({ type: 'edited', intent })
    } else {
      user.act(chance)
    }
  }
  for (let turn = 0; turn < 20_000 && !users.every((user) => user.isSettled); turn++) pick(users, chance).act(chance)

  for (const user of users) {
    expect(user.isSettled).toBe(true)
    expect(user.sync.base).toEqual({ version: server.version, graph: server.graph })
  }
  const made = server.changes
    .flatMap(({ patch }) => patch.filter(({ op }) => op === 'add').map(({ path }) => path))
    .filter((path) => added.has(path))
  expect(made.toSorted()).toEqual([...added].toSorted())
})

function edit(graph: Graph | null, id: string, chance: () => number): Intent {
  const panels = Object.keys(graph?.panels ?? {})
  const kind = chance()
  if (panels.length < 2 || kind < 0.4) return { kind: 'addPanel', id, panel: { title: id, x: 0, y: 0, data: {} } }
  const one = pick(panels, chance)
  if (kind < 0.6) return { kind: 'editPanel', id: one, title: `${id}!` }
  if (kind < 0.75) return { kind: 'movePanels', to: { [one]: { x: Math.floor(chance() * 100), y: 0 } } }
  if (kind < 0.9) return { kind: 'addLink', id, link: { source: one, target: pick(panels, chance), data: {} } }
  return { kind: 'remove', panels: [one], links: [] }
}

function pick<Item>(items: readonly Item[], chance: () => number): Item {
  return items[Math.floor(chance() * items.length)]!
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator). */
function random(seed: number): () => number {
  let state = seed + 1
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
