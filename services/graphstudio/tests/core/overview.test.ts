import { expect, it } from 'vitest'
import { around, outline, widened } from '../../src/core/overview'

const LEFT = { x: -10, y: 0, width: 20, height: 10 }
const RIGHT = { x: 30, y: 5, width: 10, height: 40 }

it('what is around boxes holds each of them, and is no larger', () => {
  expect(around([LEFT])).toEqual(LEFT)
  expect(around([LEFT, RIGHT])).toEqual({ x: -10, y: 0, width: 50, height: 45 })
})

it('each box is gone around by one path', () => {
  expect(outline([LEFT, RIGHT])).toBe('M-10,0h20v10h-20zM30,5h10v40h-10z')
})

it('what is widened keeps its middle', () => {
  expect(widened(RIGHT, 5)).toEqual({ x: 25, y: 0, width: 20, height: 50 })
})
