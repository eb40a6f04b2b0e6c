/** Arranges a graph beside the page, which goes on meanwhile; loaded when it is needed first. */

import type { Graph, Id, Point } from '../core/graph'

export function arranged(graph: Graph): Promise<Readonly<Record<Id, Point>>> {
  return new Promise((done, failed) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<Record<Id, Point>>) => {
      done(data)
      worker.terminate()
    })
    worker.addEventListener('error', (event) => {
      failed(new Error(event.message))
      worker.terminate()
    })
    worker.postMessage(graph)
  })
}
