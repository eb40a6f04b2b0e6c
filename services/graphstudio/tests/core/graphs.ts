import type { Graph } from '../../src/core/graph'

export const ORDERS: Graph = {
  panels: {
    p1: { title: 'Orders', x: 0, y: 0, data: {} },
    p2: { title: 'Invoices', x: 240, y: 0, data: {} },
  },
  links: { l1: { source: 'p1', target: 'p2', data: {} } },
}
