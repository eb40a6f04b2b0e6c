/** Makes the pictures of docs/images: the page at the widths of a phone, a tablet and a desk. */

import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, it } from 'vitest'
import { building } from '../../src/core/exchange'
import { launch } from '../e2e/browser'
import { HOME } from '../e2e/nginx'
import { apiOf, newTenant, newUser, token, type User } from '../e2e/user'
import { PROCESS, PROCESS_ZH } from './sample'

const FOLDER = resolve(HOME, '../../docs/images')
const SIZES = [
  { width: 390, height: 760 },
  { width: 768, height: 900 },
  { width: 1280, height: 800 },
]
const LIMITS = { bodyBytes: 1e7, graphBytes: 1e7, panels: 1000, links: 1000, patchOperations: 1000, workspaces: 1000 }

let browser: Browser
beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true })
  browser = await launch()
})
afterAll(() => browser.close())

async function take({ page }: User, name: string): Promise<void> {
  await page.mouse.move(0, 0)
  // Until nothing moves any more, and fonts are there.
  await page.evaluate(() => document.fonts.ready)
  await page.waitForTimeout(500)
  await page.screenshot({ path: join(FOLDER, `${name}.jpg`), type: 'jpeg', quality: 72, animations: 'disabled' })
}

async function withWorkspaces(graph: typeof PROCESS, names: readonly string[]) {
  const tenant = newTenant().replace(/^tenant-.*/, 'acme') + `-${Math.random().toString(36).slice(2, 6)}`
  const api = await apiOf('ben', tenant)
  const ids: string[] = []
  for (const name of names) ids.push(await api.create(name))
  const last = ids.at(-1)!
  for (const patch of building(graph, LIMITS)) await api.change(last, patch)
  return { tenant, id: last }
}

it.each(SIZES)('at $width pixels', async (viewport) => {
  const { tenant, id } = await withWorkspaces(PROCESS, ['Supplier review', 'Quarterly planning', 'Hiring', 'Order processing'])
  const ann = await newUser(browser, { viewport })
  await take(ann, `sign-in-${viewport.width}`)
  await ann.signIn(await token('ann', tenant))
  await ann.page.getByRole('link', { name: 'Order processing' }).waitFor()
  await take(ann, `workspaces-${viewport.width}`)
  await ann.open(id)
  const ben = await newUser(browser)
  await ben.signIn(await token('ben', tenant))
  await ben.open(id)
  await ben.page.locator('.react-flow__node', { hasText: 'Check stock' }).click()
  await ann.page.getByRole('group', { name: /selected by ben/ }).waitFor()
  await take(ann, `studio-${viewport.width}`)
  await ann.page.locator('.react-flow__node', { hasText: 'Invoice' }).click({ position: { x: 20, y: 20 } })
  await ann.page.getByRole('region', { name: 'Fields' }).waitFor()
  await take(ann, `panel-${viewport.width}`)
  await ben.close()
  await ann.close()
})

it('in Chinese, dark', async () => {
  const { tenant, id } = await withWorkspaces(PROCESS_ZH, ['订单处理'])
  const wang = await newUser(browser, { viewport: SIZES[2]!, locale: 'zh-CN', colorScheme: 'dark' })
  await wang.signIn(await token('王小明', tenant))
  await wang.open(id)
  await wang.page.locator('.react-flow__node', { hasText: '检查库存' }).click()
  await wang.page.getByRole('region', { name: '字段' }).waitFor()
  await take(wang, 'chinese-1280')
  await wang.close()
})
