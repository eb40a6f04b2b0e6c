/** Signing in at a real issuer, with a kernel that takes its tokens. */

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest'
import { launch } from './browser'
import { apiOf, choose, expectAccessible, newTenant, newUser, token, type User } from './user'

let browser: Browser
const users: User[] = []

beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())
afterEach(async () => {
  const complaints = users.flatMap((user) => user.complaints)
  await Promise.all(users.splice(0).map((user) => user.close()))
  expect(complaints).toEqual([])
})

async function guest(): Promise<Page> {
  const made = await newUser(browser)
  users.push(made)
  return made.page
}

/** What an operator does at the issuer. */
async function atIssuer(act: 'end' | 'rotate'): Promise<void> {
  await fetch(`${inject('issuer')}/test/${act}`, { method: 'POST' })
}

async function signIn(page: Page, account: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign in', exact: true }).first().click()
  await page.waitForURL(`${inject('issuer')}/**`)
  await page.getByLabel('Account').fill(account)
  await page.keyboard.press('Enter')
  await page.waitForURL(`${inject('page')}/**`)
}

async function inList(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('heading', { level: 1, name: 'Workspaces' }).waitFor()
}

it('a user signs in at the issuer, and works as its token says', async () => {
  const tenant = newTenant()
  const page = await guest()
  const urls: string[] = []
  page.on('request', (request) => urls.push(request.url()))
  await signIn(page, `ann@${tenant}:editor`)
  await inList(page)
  expect(page.url()).toBe(`${inject('page')}/`)
  expect(urls.some((url) => url.includes('code_challenge_method=S256'))).toBe(true)
  expect(urls.filter((url) => /access_token|refresh_token|id_token|eyJ/.test(url))).toEqual([])
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([])

  await page.getByLabel('Name of the new workspace').fill('Shipping')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Shipping' }).waitFor()
  await page.locator('.status.is-live').waitFor()
  await page.getByRole('button', { name: 'Menu' }).click()
  await page.getByText(`at ${tenant} · Can edit`).waitFor()
})

it('a session outlives its tokens, on this page and after it was loaded anew', async () => {
  const tenant = newTenant()
  const page = await guest()
  await signIn(page, `ann@${tenant}:editor`)
  await inList(page)
  const tokenOf = () => page.evaluate(() => (JSON.parse(sessionStorage.getItem('nexus.credential')!) as { token: string }).token)
  const first = await tokenOf()
  await expect.poll(tokenOf).not.toBe(first)
  const second = await tokenOf()
  await page.reload()
  await inList(page)
  await expect.poll(tokenOf).not.toBe(second)
  await page.getByLabel('Name of the new workspace').fill('Shipping')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Shipping' }).waitFor()
})

it('whoever signs out is out here and at the issuer', async () => {
  const page = await guest()
  await signIn(page, `ann@${newTenant()}:viewer`)
  await inList(page)
  await choose(page, 'Menu', 'Sign out')
  await page.waitForURL(`${inject('issuer')}/session/end**`)
  expect(page.url()).not.toContain('eyJ')
  await page.getByRole('button', { name: /yes/i }).click()
  await page.getByRole('heading', { name: 'Sign in to Nexus' }).waitFor()
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([])
  await page.getByRole('button', { name: 'Sign in', exact: true }).first().click()
  await page.getByLabel('Account').waitFor()
})

it('a session that the issuer has ended is asked for anew, and leads back to where it was', async () => {
  const tenant = newTenant()
  const id = await (await apiOf('ben', tenant)).create('Plan')
  const page = await guest()
  await signIn(page, `ann@${tenant}:editor`)
  await inList(page)
  await page.goto(`${inject('page')}/#/workspaces/${id}`)
  await page.locator('.status.is-live').waitFor()
  await atIssuer('end')
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await dialog.waitFor()
  await expectAccessible(page, 'ended')
  await dialog.getByRole('button', { name: 'Sign in again' }).click()
  await page.getByLabel('Account').fill(`ann@${tenant}:editor`)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Plan' }).waitFor()
})

it('what comes back without having left from here lets nobody in', async () => {
  const page = await guest()
  await page.goto(`${inject('page')}/?code=stolen&state=stolen`)
  await page.getByText('You were not signed in').waitFor()
  expect(page.url()).toBe(`${inject('page')}/`)
})

it('an account without a role is told so', async () => {
  const page = await guest()
  await signIn(page, `eve@${newTenant()}:`)
  await page.getByText('Your account has no access here yet').waitFor()
  await expectAccessible(page, 'no role')
})

it('development tokens are taken beside the issuer’s, behind a step of their own', async () => {
  const made = await newUser(browser)
  users.push(made)
  expect(await made.page.getByLabel('Access token').isVisible()).toBe(false)
  await made.signIn(await token('dev', newTenant()))
})

it('the issuer’s next key is taken', async () => {
  const tenant = newTenant()
  await atIssuer('rotate')
  const page = await guest()
  await signIn(page, `ann@${tenant}:admin`)
  await inList(page)
})
