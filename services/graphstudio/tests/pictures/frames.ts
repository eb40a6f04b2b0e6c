/**
 * How smooth the canvas is while a graph of many panels is moved, zoomed, and one of its panels dragged:
 * the time between frames, as requestAnimationFrame tells it, and how much of it the page's script and
 * the browser's layout took of the processor (Chrome's own counters). The rest is drawing, which this browser does without
 * a graphics card: so a page of as many plain boxes, and one of nothing, are measured in the same run, by turns.
 * Prints figures, writes them as JSON where FRAMES_REPORT says, and asserts none of them.
 */

import { writeFileSync } from 'node:fs'
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

/** A millisecond later than a screen of 60 Hz shows the next one. */
const LATE = 1000 / 60 + 1
const STEPS = 120
const TURNS = 2

interface Figures {
  readonly frames: number
  /** The part of them that came late. */
  readonly late: number
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
      if ((window as unknown as { frameTimes: number[] }).frameTimes === times) requestAnimationFrame(note)
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
    late: Math.round((1000 * gaps.filter((gap) => gap > LATE).length) / gaps.length) / 1000,
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

/** A page of boxes that follow the mouse by one CSS transform, and nothing else: what the browser takes to draw them. */
async function plain(boxes: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.setContent('<!doctype html><style>main div { position: absolute; width: 208px; height: 96px; border: 1px solid; border-radius: 8px }</style><main></main>')
  await page.evaluate(
    ({ count, columns }) => {
      const main = document.querySelector('main')!
      for (let index = 0; index < count; index++) {
        const box = document.createElement('div')
        box.textContent = `Step ${index}`
        box.style.left = `${(index % columns) * 320}px`
        box.style.top = `${Math.floor(index / columns) * 200}px`
        main.append(box)
      }
      const place = (x: number, y: number, scale: number) => {
        main.style.transform = `translate(${x}px, ${y}px) scale(${scale})`
      }
      let scale = 0.2
      place(0, 0, scale)
      addEventListener('mousemove', ({ clientX, clientY }) => place(clientX, clientY, scale))
      addEventListener('wheel', ({ clientX, clientY, deltaY }) => place(clientX, clientY, (scale *= 1 - deltaY / 500)))
    },
    { count: boxes, columns: Math.ceil(Math.sqrt(Math.max(boxes, 1))) },
  )
  return page
}

async function drag(page: Page, from: { x: number; y: number }) {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  for (let step = 0; step < STEPS; step++) await page.mouse.move(from.x + 3 * (step % 60), from.y + 2 * (step % 40))
  await page.mouse.up()
}

async function zoom(page: Page, at: { x: number; y: number }) {
  await page.mouse.move(at.x, at.y)
  for (let step = 0; step < STEPS; step++) await page.mouse.wheel(0, step % 40 < 20 ? -30 : 30)
}

/** All turns of one act as if they had been one. */
function together(turns: readonly Figures[]): Figures {
  const mean = (of: (one: Figures) => number) => Math.round((1000 * turns.reduce((sum, one) => sum + of(one), 0)) / turns.length) / 1000
  return {
    frames: turns.reduce((sum, one) => sum + one.frames, 0),
    late: mean((one) => one.late),
    perSecond: mean((one) => one.perSecond),
    p95: mean((one) => one.p95),
    longest: Math.max(...turns.map((one) => one.longest)),
    script: mean((one) => one.script),
    layout: mean((one) => one.layout),
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
  const corner = { x: box.x + 4, y: box.y + box.height - 4 }
  const [boxes, nothing] = [await plain(PANELS), await plain(0)]
  const measured = new Map<string, Figures[]>()
  const measure = async (name: string, of: Page, act: () => Promise<void>) => {
    await of.bringToFront()
    measured.set(name, [...(measured.get(name) ?? []), await during(of, act)])
  }
  for (let turn = 0; turn < TURNS; turn++) {
    await measure('the canvas, moved', page, () => drag(page, corner))
    await measure('the canvas, zoomed', page, () => zoom(page, middle))
    await measure('plain boxes, moved', boxes, () => drag(boxes, corner))
    await measure('plain boxes, zoomed', boxes, () => zoom(boxes, middle))
    await measure('an empty page, moved', nothing, () => drag(nothing, corner))
  }
  await page.bringToFront()
  await page.getByRole('button', { name: 'Panels', exact: true }).click()
  await page.getByRole('searchbox', { name: 'Find a panel' }).fill('Step 250')
  await page.getByRole('button', { name: 'Step 250', exact: true }).click()
  await page.waitForTimeout(600)
  for (let turn = 0; turn < TURNS; turn++) {
    const panel = (await page.getByRole('group', { name: /^Panel Step 250,/ }).boundingBox())!
    await measure('one panel, dragged', page, () => drag(page, { x: panel.x + 40, y: panel.y + 20 }))
  }
  const figures = Object.fromEntries([...measured].map(([name, turns]) => [name, together(turns)]))
  console.table(figures)
  const report = process.env['FRAMES_REPORT']
  if (report) writeFileSync(report, JSON.stringify(figures))
  expect(Object.keys(figures)).toHaveLength(6)
  await ann.close()
}, 600_000)
