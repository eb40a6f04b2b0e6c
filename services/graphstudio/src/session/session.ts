/**
 * One open workspace: carries out what core/sync and core/live decide, and lets the page watch.
 */

import type { Graph, Id } from '../core/graph'
import type { Intent } from '../core/intent'
import { here, type Live, type LiveEvent, type LiveMessage, next, pause, type Visitor } from '../core/live'
import { Problem } from '../core/problem'
import { isSaved, type Notice, shown, start, step, type Sync, type SyncEvent, unsent } from '../core/sync'
import type { Api } from '../edges/api'
import type { Connect, LiveSocket } from '../edges/socket'

export interface View {
  /** Null until it is read for the first time. */
  readonly graph: Graph | null
  readonly version: number
  readonly isSaved: boolean
  readonly live: Live['state']
  /** Why changes wait, or the graph cannot be read; null where all is well. */
  readonly trouble: Problem | null
  /** Who else is here. */
  readonly others: readonly Visitor[]
  readonly canUndo: boolean
  readonly canRedo: boolean
}

/** Milliseconds between two words about a selection; the kernel cuts off who says more. */
const SPEAK_EVERY = 200

export class Session {
  private sync: Sync
  private live: Live = { state: 'stopped' }
  private trouble: Problem | null = null
  private needsGraph = true
  private isBusy = false
  private failures = 0
  private socket: LiveSocket | null = null
  private livePause: ReturnType<typeof setTimeout> | undefined
  private retry: ReturnType<typeof setTimeout> | undefined
  private selected: readonly Id[] = []
  private said = ''
  private saying: ReturnType<typeof setTimeout> | undefined
  private me: string | null = null
  private others: readonly Visitor[] = []
  private readonly watchers = new Set<() => void>()
  private seen: View

  constructor(
    private readonly api: Pick<Api, 'readGraph' | 'patchGraph'>,
    private readonly connect: Connect,
    private readonly workspace: string,
    user: string,
    private readonly notify: (notice: Notice) => void,
    private readonly random: () => number = Math.random,
  ) {
    this.sync = start(user)
    this.seen = this.look()
  }

  readonly view = (): View => this.seen

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  /** Begins, with what was left unsent before. */
  start(left: readonly Intent[] = []): void {
    this.trouble = null
    for (const intent of left) this.take({ type: 'edited', intent })
    this.tell({ type: 'start' })
    void this.pump()
  }

  /** What is lost unless it is kept elsewhere. */
  unsent(): readonly Intent[] {
    return unsent(this.sync)
  }

  stop(): void {
    clearTimeout(this.retry)
    clearTimeout(this.saying)
    this.saying = undefined
    this.tell({ type: 'stop' })
  }

  /** Makes a change: seen at once, sent as soon as it can be. */
  edit(intent: Intent): void {
    this.take({ type: 'edited', intent })
    this.wake()
  }

  /** What the user has selected, for the others to see. */
  select(panels: readonly Id[]): void {
    this.selected = panels
    this.saying ??= setTimeout(() => this.say(), SPEAK_EVERY)
  }

  undo(): void {
    const patch = this.sync.undo.at(-1)
    if (patch && isSaved(this.sync)) this.edit({ kind: 'undo', patch })
  }

  redo(): void {
    const patch = this.sync.redo.at(-1)
    if (patch && isSaved(this.sync)) this.edit({ kind: 'redo', patch })
  }

  /** The user acts: an idle workspace is followed again. */
  wake(): void {
    this.tell({ type: 'acted' })
    void this.pump()
  }

  /** There is a new token, by which all goes on, or the user wants no pause. */
  resume(): void {
    clearTimeout(this.retry)
    this.trouble = null
    this.failures = 0
    this.tell({ type: 'start' })
    this.show()
    void this.pump()
  }

  online(isOnline: boolean): void {
    this.tell({ type: isOnline ? 'online' : 'offline' })
    if (isOnline) this.resume()
  }

  private async pump(): Promise<void> {
    if (this.isBusy || this.live.state === 'stopped' || this.live.state === 'offline' || this.trouble) return
    this.isBusy = true
    try {
      if (this.needsGraph) {
        const graph = await this.api.readGraph(this.workspace)
        this.needsGraph = false
        this.take({ type: 'loaded', graph })
        if (this.live.state === 'connecting' && !this.socket) this.open()
      }
      this.take({ type: 'due' })
      if (this.sync.sending) {
        const { version, patch } = this.sync.sending
        this.take({ type: 'accepted', version: await this.api.patchGraph(this.workspace, version, patch) })
      }
      this.failures = 0
    } catch (error) {
      this.fail(error instanceof Problem ? error : new Problem('unavailable', String(error)))
    } finally {
      this.isBusy = false
      this.show()
    }
    if (this.needsGraph || !isSaved(this.sync)) void this.pump()
  }

  private fail(problem: Problem): void {
    switch (problem.kind) {
      case 'stale':
        this.take({ type: 'stale' })
        if (this.failures < 3) {
          this.failures++
          return
        }
        break
      case 'refused':
      case 'tooLarge':
        // A graph that cannot be read is no change that was refused.
        if (!this.sync.sending) break
        this.take({ type: 'refused', detail: problem.detail })
        return
      case 'absent':
        this.trouble = problem
        this.tell({ type: 'closed', code: 4404, now: Date.now() })
        return
      default:
        break
    }
    this.take({ type: 'failed' })
    this.trouble = problem
    if (problem.kind === 'denied') return
    const wait = Math.max(problem.retryAfter ?? 0, pause(this.failures++, this.random()))
    this.retry = setTimeout(() => {
      this.trouble = null
      this.show()
      void this.pump()
    }, wait)
  }

  private take(event: SyncEvent): void {
    const { sync, notices, needsGraph } = step(this.sync, event)
    this.sync = sync
    this.needsGraph ||= needsGraph
    this.show()
    for (const notice of notices) this.notify(notice)
  }

  private tell(event: LiveEvent): void {
    const [live, orders] = next(this.live, event, this.random())
    this.live = live
    for (const order of orders) {
      if (order.order === 'connect') {
        this.shut()
        if (this.sync.base) this.open()
      } else if (order.order === 'disconnect') {
        this.shut()
      } else if (order.order === 'pause') {
        this.livePause = setTimeout(() => this.tell({ type: 'pauseOver' }), order.milliseconds)
      } else {
        this.needsGraph = true
        void this.pump()
      }
    }
    this.show()
  }

  private open(): void {
    this.socket = this.connect(this.workspace, this.sync.base!.version, {
      said: (message) => this.hear(message),
      closed: (code) => {
        this.socket = null
        this.others = []
        if (code === 4401) this.trouble = new Problem('denied', '')
        this.tell({ type: 'closed', code, now: Date.now() })
      },
    })
  }

  private say(): void {
    this.saying = undefined
    const words = here(this.selected)
    if (words === this.said || this.live.state !== 'open') return
    this.said = words
    this.socket?.say(words)
  }

  private shut(): void {
    clearTimeout(this.livePause)
    this.others = []
    this.socket?.close()
    this.socket = null
  }

  private hear(message: LiveMessage): void {
    if (message.type === 'hello') {
      this.tell({ type: 'hello', now: Date.now() })
      this.said = ''
      this.say()
      if (this.sync.base && message.version < this.sync.base.version) this.take({ type: 'forgotten' })
    } else if (message.type === 'you') {
      this.me = message.id
    } else if (message.type === 'people') {
      this.others = message.people.filter(({ id }) => id !== this.me)
      this.show()
      return
    } else if (message.type === 'reset') {
      this.needsGraph = true
    } else {
      this.take({ type: 'changed', version: message.version, patch: message.patch, author: message.author })
    }
    void this.pump()
  }

  private look(): View {
    return {
      graph: shown(this.sync),
      version: this.sync.base?.version ?? 0,
      isSaved: isSaved(this.sync),
      live: this.live.state,
      trouble: this.trouble,
      others: this.others,
      canUndo: this.sync.undo.length > 0 && isSaved(this.sync),
      canRedo: this.sync.redo.length > 0 && isSaved(this.sync),
    }
  }

  private show(): void {
    this.seen = this.look()
    for (const watcher of this.watchers) watcher()
  }
}
