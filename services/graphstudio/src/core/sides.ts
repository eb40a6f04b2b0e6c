/** Where a link leaves one panel and reaches another: the sides that face each other. */

import type { Point } from './graph'
import type { Size } from './card'

export type Side = 'left' | 'right' | 'top' | 'bottom'

export interface Anchor extends Point {
  readonly side: Side
}

export type Box = Point & Size

/** How far two links between the same panels, one each way, stand apart. */
const APART = 12

/** The two ends of a link; `isPaired` where another one leads back. */
export function anchors(from: Box, to: Box, isPaired: boolean): readonly [Anchor, Anchor] {
  const beside = Math.max(to.x - (from.x + from.width), from.x - (to.x + to.width))
  const below = Math.max(to.y - (from.y + from.height), from.y - (to.y + to.height))
  const shift = isPaired ? APART : 0
  if (beside >= below) {
    const isRight = middle(to).x >= middle(from).x
    const aside = isRight ? shift : -shift
    return [at(from, isRight ? 'right' : 'left', aside), at(to, isRight ? 'left' : 'right', aside)]
  }
  const isBelow = middle(to).y >= middle(from).y
  const aside = isBelow ? -shift : shift
  return [at(from, isBelow ? 'bottom' : 'top', aside), at(to, isBelow ? 'top' : 'bottom', aside)]
}

/** The ends of a link from a panel to itself: around its upper right corner. */
export function loop(box: Box): readonly [Anchor, Anchor] {
  return [at(box, 'right', 0), at(box, 'top', box.width / 4)]
}

function middle({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 }
}

function at(box: Box, side: Side, aside: number): Anchor {
  const { x, y } = middle(box)
  switch (side) {
    case 'left':
      return { side, x: box.x, y: y + aside }
    case 'right':
      return { side, x: box.x + box.width, y: y + aside }
    case 'top':
      return { side, x: x + aside, y: box.y }
    case 'bottom':
      return { side, x: x + aside, y: box.y + box.height }
  }
}
