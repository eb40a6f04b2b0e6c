/**
 * How smooth the canvas is while a graph of many panels is moved, zoomed, and one of its panels dragged:
 * the time between frames, as requestAnimationFrame tells it, and how much of it the page's script and
 * the browser's layout took of the processor (Chrome's own counters). The rest is drawing, which this browser does without
 * a graphics card. Prints figures and asserts none of them.
 */

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { building } from '../../src/core/exchange'
import { launch } from '../e2e/browser'
import { apiOf, newTenant, newUser, token } from '../e2e/user'
import { grid } from './sample'

const PANELS = Number(process.env['PANELS'] ?? 500)
const LIMITS = { bodyBytes: 1e7, graphBytes: 1e7, panels: 5000, links: 9000, patchOperations: 1000, workspaces: 1000 }

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

interface Figures {
  readonly frames: number
  readonly perSecond: number
  readonly p95: number
  readonly longest: number
  /** Milliseconds of each frame. */
  readonly script: number
  readonly layout: number
}

async function during(page: Page, act: () => Promise<void>): Promise<Figures> {
  await page.evaluate(() => {
    const times: number[] = []
    Object.assign(window, { frameTimes: times })
    const note = (now: number) => {
      times.push(now)
      requestAnimationFrame(note)
    }
    requestAnimationFrame(note)
  })
  const counters = await countersOf(page)
  const before = await counters()
  await act()
  const after = await counters()
  const times = await page.evaluate(() => (window as unknown as { frameTimes: number[] }).frameTimes)
  const gaps = times.slice(1).map((time, index) => time - times[index]!).toSorted((one, other) => one - other)
  return {
    frames: gaps.length,
    perSecond: Math.round((1000 * gaps.length) / (times.at(-1)! - times[0]!)),
    p95: Math.round(gaps[Math.floor(gaps.length * 0.95)]!),
    longest: Math.round(gaps.at(-1)!),
    script: each(after['ScriptDuration']! - before['ScriptDuration']!, gaps.length),
    layout: each(after['LayoutDuration']! + after['RecalcStyleDuration']! - before['LayoutDuration']! - before['RecalcStyleDuration']!, gaps.length),
  }
}

function each(seconds: number, frames: number): number {
  return Math.round((10_000 * seconds) / frames) / 10
}

/** Chrome's counters, from one look to the next; they stand as long as somebody listens. */
async function countersOf(page: Page): Promise<() => Promise<Record<string, number>>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
  }
}

it(`${PANELS} panels`, async () => {
  const tenant = newTenant()
  const api = await apiOf('ben', tenant)
  const id = await api.create('Many')
  for (const patch of building(grid(PANELS), LIMITS)) await api.change(id, patch)
  const ann = await newUser(browser)
  await ann.signIn(await token('ann', tenant))
  await ann.open(id)
  const { page } = ann
  await page.locator('.react-flow__node').first().waitFor()
  await page.waitForTimeout(1000)

  const box = (await page.locator('.react-flow__pane').boundingBox())!
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  async function drag(from: { x: number; y: number }, steps: number) {
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    for (let step = 0; step < steps; step++) await page.mouse.move(from.x + 3 * (step % 60), from.y + 2 * (step % 40))
    await page.mouse.up()
  }

  const figures: Record<string, Figures> = {
    'nothing moves': await during(page, () => page.waitForTimeout(2000)),
    'all of it is moved': await during(page, () => drag({ x: box.x + 4, y: box.y + box.height - 4 }, 180)),
    'it is zoomed': await during(page, async () => {
      await page.mouse.move(middle.x, middle.y)
      for (let step = 0; step < 120; step++) await page.mouse.wheel(0, step % 40 < 20 ? -30 : 30)
    }),
  }
  await page.getByRole('button', { name: 'Panels', exact: true }).click()
  await page.getByRole('searchbox', { name: 'Find a panel' }).fill('Step 250')
  await page.getByRole('button', { name: 'Step 250', exact: true }).click()
  await page.waitForTimeout(600)
  const panel = (await page.getByRole('group', { name: /^Panel Step 250,/ }).boundingBox())!
  figures['one panel is dragged'] = await during(page, () => drag({ x: panel.x + 40, y: panel.y + 20 }, 180))
  console.table(figures)
  expect(Object.keys(figures)).toHaveLength(4)
  await ann.close()
}, 600_000)
