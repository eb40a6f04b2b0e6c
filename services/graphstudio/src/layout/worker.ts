import type { Graph } from '../core/graph'
import { arrange } from './arrange'

addEventListener('message', ({ data }: MessageEvent<Graph>) => postMessage(arrange(data)))
