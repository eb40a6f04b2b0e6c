/** A graph as somebody would have it, for pictures and figures. */

import type { Graph, Panel } from '../../src/core/graph'
import { DECLARED } from '../../src/core/fields'

const STATES = { name: 'State', type: 'choice', options: ['Planned', 'Running', 'Done'] }

function panel(title: string, x: number, y: number, values: Record<string, unknown>): Panel {
  return { title, x, y, data: { ...values, [DECLARED]: [STATES, { name: 'Owner', type: 'text' }, { name: 'Due', type: 'date' }] } }
}

export const PROCESS: Graph = {
  panels: {
    order: panel('Order received', 0, 140, { State: 'Running', Owner: 'Ann', 'Orders a day': 1240 }),
    stock: panel('Check stock', 330, 0, { State: 'Running', Owner: 'Ben', Due: '2026-03-12' }),
    credit: panel('Check credit', 330, 220, { State: 'Planned', Owner: 'Chen Wei', Due: '2026-04-02' }),
    invoice: panel('Invoice', 660, 110, {
      State: 'Done',
      Owner: 'Ann',
      Lines: [
        { Item: 'Bolt M8', Count: 40, Price: 0.12 },
        { Item: 'Nut M8', Count: 40, Price: 0.08 },
        { Item: 'Washer', Count: 80, Price: 0.02 },
      ],
      Paid: true,
    }),
    ship: panel('Pack and ship', 990, 0, { State: 'Planned', Owner: 'Ben', Due: '2026-04-20' }),
    refund: panel('Refunds', 990, 240, { State: 'Planned', Owner: '王小明' }),
  },
  links: {
    l1: { source: 'order', target: 'stock', data: {} },
    l2: { source: 'order', target: 'credit', data: {} },
    l3: { source: 'stock', target: 'invoice', data: { label: 'in stock' } },
    l4: { source: 'credit', target: 'invoice', data: {} },
    l5: { source: 'invoice', target: 'ship', data: {} },
    l6: { source: 'ship', target: 'refund', data: { label: 'returned' } },
  },
}

const TITLES_ZH: Record<string, string> = { order: '收到订单', stock: '检查库存', credit: '检查信用', invoice: '开具发票', ship: '打包发货', refund: '退款' }

export const PROCESS_ZH: Graph = {
  panels: Object.fromEntries(Object.entries(PROCESS.panels).map(([id, one]) => [id, { ...one, title: TITLES_ZH[id]!, data: { 状态: '进行中', 负责人: id === 'order' ? '王小明' : '陈伟', 截止: '2026-04-02' } }])),
  links: Object.fromEntries(Object.entries(PROCESS.links).map(([id, { source, target }]) => [id, { source, target, data: {} }])),
}

/** So many panels in a grid, each linked to the next and to the one below. */
export function grid(count: number): Graph {
  const columns = Math.ceil(Math.sqrt(count))
  const panels = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `p${index}`,
      panel(`Step ${index}`, (index % columns) * 320, Math.floor(index / columns) * 200, { State: 'Running', Owner: 'Ann', Due: '2026-03-12' }),
    ]),
  )
  const links = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [1, columns].filter((step) => index + step < count).map((step) => [`l${index}-${step}`, { source: `p${index}`, target: `p${index + step}`, data: {} }] as const)).flat(),
  )
  return { panels, links }
}
