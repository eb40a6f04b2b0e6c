/** A person in front of the page. */

import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { SignJWT } from 'jose'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import type { Graph } from '../../src/core/graph'
import type { Patch } from '../../src/core/patch'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

export type Role = 'viewer' | 'editor' | 'admin'

export function token(user: string, tenant: string, { seconds = 3600, role = 'admin' as Role } = {}): Promise<string> {
  return new SignJWT({ tenant, role })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
    .sign(new TextEncoder().encode(inject('secret')))
}

/** A tenant that no other test knows. */
export function newTenant(): string {
  return `tenant-${randomUUID().slice(0, 8)}`
}

/** The kernel as another program of the same tenant sees it, through nginx. */
export async function apiOf(user: string, tenant: string) {
  const bearer = await token(user, tenant)
  const call = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${inject('page')}/api/workspaces${path}`, {
      ...init,
      headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json', ...init.headers },
    })
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
    return answer
  }
  const graph = async (id: string) => {
    const answer = await call(`/${id}/graph`)
    return { version: Number(answer.headers.get('ETag')!.replaceAll('"', '')), graph: (await answer.json()) as Graph }
  }
  return {
    graph,
    async list(): Promise<{ items: { id: string; name: string }[] }> {
      return (await (await call('')).json()) as { items: { id: string; name: string }[] }
    },
    async create(name: string): Promise<string> {
      const answer = await call('', { method: 'POST', body: JSON.stringify({ name }) })
      return ((await answer.json()) as { id: string }).id
    },
    async change(id: string, patch: Patch): Promise<void> {
      const { version } = await graph(id)
      await call(`/${id}/graph`, {
        method: 'PATCH',
        body: JSON.stringify(patch),
        headers: { 'Content-Type': 'application/json-patch+json', 'If-Match': `"${version}"` },
      })
    },
    async remove(id: string): Promise<void> {
      await call(`/${id}`, { method: 'DELETE' })
    },
  }
}

export interface User {
  readonly page: Page
  /** What the browser complained about, but for answers of status 4xx and 5xx. */
  readonly complaints: readonly string[]
  signIn(bearer: string): Promise<void>
  open(workspace: string): Promise<void>
  close(): Promise<void>
}

/** Enters a token on the page for signing in, in any language. */
export async function enter(page: Page, bearer: string): Promise<void> {
  await page.locator('input[type=password]').waitFor({ state: 'attached' })
  const other = page.locator('.other-way:not([open]) summary')
  if ((await other.count()) > 0) await other.click()
  await page.locator('input[type=password]').fill(bearer)
  await page.keyboard.press('Enter')
}

/** Opens a menu by its name, and chooses from it. */
export async function choose(page: Page, menu: string, item: string): Promise<void> {
  await page.getByRole('button', { name: menu, exact: true }).click()
  await page.getByRole('group', { name: menu, exact: true }).getByRole('button', { name: item, exact: true }).click()
}

export async function newUser(browser: Browser, options: BrowserContextOptions = {}): Promise<User> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text())
  })
  await page.goto(inject('page'))
  return {
    page,
    complaints,
    async signIn(bearer) {
      await enter(page, bearer)
      await page.getByRole('main').getByRole('heading', { level: 1, name: /Workspaces|工作区/ }).waitFor()
    },
    async open(workspace) {
      await page.goto(`${inject('page')}/#/workspaces/${workspace}`)
      await page.locator('.status.is-live').waitFor()
    },
    close: () => context.close(),
  }
}

/** Checks what is shown with axe-core, up to WCAG 2.2 AA. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  // Through the debugger, which the page's Content-Security-Policy does not bind.
  await page.evaluate(`${(await import('node:fs')).readFileSync(AXE, 'utf8')}; void 0`)
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`).join('\n')}`)
  })
  expect(found, state).toEqual([])
}
