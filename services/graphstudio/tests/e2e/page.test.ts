import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest'
import { launch } from './browser'
import { apiOf, expectAccessible, newTenant, newUser, token, type User } from './user'

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

async function user(...[options]: [Parameters<typeof newUser>[1]?]): Promise<User> {
  const made = await newUser(browser, options)
  users.push(made)
  return made
}

const SMALL = [
  { op: 'add', path: '/panels/p1', value: { title: 'Orders', x: 0, y: 0, data: {} } },
  { op: 'add', path: '/panels/p2', value: { title: 'Invoices', x: 320, y: 0, data: {} } },
  { op: 'add', path: '/links/l1', value: { source: 'p1', target: 'p2', data: {} } },
] as const

/** A workspace with two linked panels, opened by ann. */
async function opened(options?: Parameters<typeof newUser>[1]) {
  const tenant = newTenant()
  const api = await apiOf('ben', tenant)
  const id = await api.create('Order processing')
  await api.change(id, SMALL)
  const ann = await user(options)
  await ann.signIn(await token('ann', tenant))
  await ann.open(id)
  return { tenant, api, id, ann, page: ann.page }
}

it('a token signs in, is kept in the tab alone, and is never part of a URL', async () => {
  const { page, signIn } = await user()
  const urls: string[] = []
  page.on('request', (request) => urls.push(request.url()))
  const bearer = await token('ann', newTenant())

  await page.getByRole('textbox').fill('nonsense')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('This is not an access token').waitFor()
  await page.getByRole('textbox').fill(`${bearer.slice(0, -6)}AAAAAA`)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('The server does not accept this token').waitFor()

  await signIn(bearer)
  await page.getByText('ann').first().waitFor()
  expect(await page.evaluate(() => Object.values(localStorage))).toEqual([])
  expect(urls.filter((url) => url.includes(bearer.slice(0, 40)))).toEqual([])

  await page.reload()
  await page.getByRole('heading', { name: 'Workspaces' }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in to Nexus' }).waitFor()
  expect(await page.evaluate(() => Object.values(sessionStorage))).toEqual([])
})

it('workspaces are created, listed page by page, and deleted after a question', async () => {
  const tenant = newTenant()
  const api = await apiOf('ben', tenant)
  for (let number = 0; number < 51; number++) await api.create(`Plan ${number}`)
  const { page, signIn } = await user()
  await signIn(await token('ann', tenant))

  await page.getByRole('listitem').nth(49).waitFor()
  await page.getByRole('button', { name: 'Show more' }).click()
  await page.getByRole('listitem').nth(50).waitFor()
  expect(await page.getByRole('listitem').count()).toBe(51)

  await page.getByRole('button', { name: 'Delete “Plan 7”' }).click()
  await page.keyboard.press('Escape')
  expect(await page.getByRole('link', { name: 'Plan 7', exact: true }).count()).toBe(1)
  await page.getByRole('button', { name: 'Delete “Plan 7”' }).click()
  await page.getByRole('button', { name: 'Delete workspace' }).click()
  await page.getByRole('link', { name: 'Plan 7', exact: true }).waitFor({ state: 'detached' })

  await page.getByLabel('Name of the new workspace').fill('Shipping')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Shipping' }).waitFor()
  await page.getByText('This graph is empty').waitFor()
})

it('a graph is built with the keyboard alone', async () => {
  const { page, api, id } = await opened()
  await page.getByRole('button', { name: 'Add panel' }).press('Enter')
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT')
  await page.keyboard.type('Refunds')
  await page.keyboard.press('Enter')
  await page.getByLabel('Link to').selectOption({ label: 'Invoices' })
  await page.getByRole('button', { name: 'Link', exact: true }).press('Enter')
  await page.getByRole('button', { name: 'to Invoices' }).waitFor()

  const orders = page.getByRole('group', { name: /Panel Orders/ })
  await orders.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect.poll(async () => (await api.graph(id)).graph.panels['p1']!.y).toBeGreaterThan(0)

  await orders.focus()
  await page.keyboard.press('Delete')
  await expect.poll(async () => Object.keys((await api.graph(id)).graph.panels)).not.toContain('p1')
  const { graph } = await api.graph(id)
  expect(Object.values(graph.panels).map(({ title }) => title).toSorted()).toEqual(['Invoices', 'Refunds'])
  expect(Object.values(graph.links)).toMatchObject([{ target: 'p2' }])

  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect.poll(async () => (await api.graph(id)).graph.links['l1']).toMatchObject({ source: 'p1' })
})

it('a panel is dragged, linked and edited with the mouse', async () => {
  const { page, api, id } = await opened()
  const orders = page.locator('.react-flow__node', { hasText: 'Orders' })
  const box = (await orders.boundingBox())!
  await page.mouse.move(box.x + 60, box.y + 30)
  await page.mouse.down()
  await page.mouse.move(box.x + 60, box.y + 150, { steps: 8 })
  await page.mouse.up()
  await expect.poll(async () => (await api.graph(id)).graph.panels['p1']!.y).toBeGreaterThan(50)

  await page.getByLabel('Data (JSON)').fill('{"owner": ')
  await page.getByText('This is not JSON').waitFor()
  await page.getByLabel('Data (JSON)').fill('{"owner": "ann"}')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(async () => (await api.graph(id)).graph.panels['p1']!.data).toEqual({ owner: 'ann' })

  const from = (await page.locator('.react-flow__node', { hasText: 'Invoices' }).locator('.source').boundingBox())!
  const to = (await orders.locator('.target').boundingBox())!
  await page.mouse.move(from.x + 6, from.y + 6)
  await page.mouse.down()
  await page.mouse.move(to.x + 6, to.y + 6, { steps: 8 })
  await page.mouse.up()
  await expect.poll(async () => Object.values((await api.graph(id)).graph.links)).toHaveLength(2)
})

it('changes of others appear live, and are told', async () => {
  const { page, api, id } = await opened()
  await api.change(id, [{ op: 'replace', path: '/panels/p1/title', value: 'Sales' }])
  await page.getByRole('group', { name: /Panel Sales/ }).waitFor()
  await page.getByRole('status').getByText('ben: Rename “Orders” to “Sales”').waitFor()
})

it('what is changed while offline is sent afterwards, on top of what others did', async () => {
  const { page, api, id, ann } = await opened()
  await ann.page.context().setOffline(true)
  await page.locator('.status.is-offline').waitFor()
  await page.locator('.react-flow__node', { hasText: 'Invoices' }).click()
  await page.getByLabel('Title').fill('Bills')
  await page.keyboard.press('Enter')
  await page.getByRole('group', { name: /Panel Bills/ }).waitFor()
  await api.change(id, [{ op: 'replace', path: '/panels/p1/title', value: 'Sales' }])

  await ann.page.context().setOffline(false)
  await page.locator('.status.is-live').waitFor()
  await page.getByRole('group', { name: /Panel Sales/ }).waitFor()
  await expect.poll(async () => (await api.graph(id)).graph.panels['p2']!.title).toBe('Bills')
})

it('a change that cannot be made any more is reported and stays on the screen', async () => {
  const { page, api, id, ann } = await opened()
  await ann.page.context().setOffline(true)
  await page.locator('.react-flow__node', { hasText: 'Invoices' }).click()
  await page.getByLabel('Title').fill('Bills')
  await page.keyboard.press('Enter')
  await api.change(id, [
    { op: 'remove', path: '/links/l1' },
    { op: 'remove', path: '/panels/p2' },
  ])
  await ann.page.context().setOffline(false)
  await page.getByText('Your change could not be made: editing a panel').last().waitFor()
})

it('each close code of the live connection does what the contract says', async () => {
  const { page, api, id } = await opened()
  let connections = 0
  let closeWith = (_code: number) => {}
  await page.routeWebSocket(/\/live/, (socket) => {
    connections++
    socket.connectToServer()
    closeWith = (code) => void socket.close({ code })
  })
  await page.reload()
  await page.locator('.status.is-live').waitFor()
  expect(connections).toBe(1)

  closeWith(1012)
  await expect.poll(() => connections).toBe(2)
  await page.locator('.status.is-live').waitFor()

  closeWith(1013)
  await expect.poll(() => connections).toBe(3)
  await page.locator('.status.is-live').waitFor()

  closeWith(4001)
  await page.locator('.status.is-asleep').waitFor()
  await api.change(id, [{ op: 'replace', path: '/panels/p1/title', value: 'Sales' }])
  expect(connections).toBe(3)
  await page.getByRole('button', { name: 'Wake it up' }).click()
  await page.getByRole('group', { name: /Panel Sales/ }).waitFor()

  closeWith(4401)
  await page.getByRole('dialog', { name: 'Your token has expired' }).waitFor()
})

it('a deleted workspace is left', async () => {
  const { page, api, id } = await opened()
  await api.remove(id)
  await page.getByText('This workspace was deleted').waitFor()
})

it('a proposal is shown in words and on the canvas, and changes nothing until it is applied', async () => {
  const { page, api, id } = await opened()
  await page.route('**/proposals', (route) =>
    route.fulfill({
      json: {
        version: 1,
        patch: [
          { op: 'add', path: '/panels/p3', value: { title: 'Check stock', x: 160, y: 160, data: {} } },
          { op: 'add', path: '/links/l3', value: { source: 'p1', target: 'p3', data: {} } },
          { op: 'replace', path: '/panels/p2/title', value: 'Bills' },
          { op: 'remove', path: '/links/l1' },
        ],
        confidence: 0.82,
        warnings: ['Orders without stock now wait.'],
        explanation: 'Stock is checked first.',
      },
    }),
  )
  await page.getByLabel('Ask for a change').last().fill('check stock before the invoice')
  await page.keyboard.press('Enter')
  const card = page.getByRole('region', { name: 'Ask for a change' })
  await card.getByText('Add the panel “Check stock”').waitFor()
  await card.getByText('Link “Orders” to “Check stock”').waitFor()
  await card.getByText('82% confident').waitFor()
  await card.getByText('Orders without stock now wait.').waitFor()
  await page.getByRole('group', { name: /Check stock.*new/ }).waitFor()
  await expectAccessible(page, 'proposal')
  expect((await api.graph(id)).version).toBe(1)

  await page.getByRole('button', { name: 'Apply' }).click()
  await expect.poll(async () => (await api.graph(id)).graph.panels['p3']?.title).toBe('Check stock')
  await expect.poll(async () => Object.keys((await api.graph(id)).graph.links)).toEqual(['l3'])
})

it('refusals are told: no model, too many requests, every pod full', async () => {
  const { page } = await opened()
  const problem = (status: number, code: string) => ({
    status,
    headers: { 'Retry-After': '1', 'Content-Type': 'application/problem+json' },
    body: JSON.stringify({ type: 'about:blank', title: code, status, code, detail: '' }),
  })
  await page.route('**/proposals', (route) => route.fulfill(problem(503, 'no-model')))
  await page.getByLabel('Ask for a change').last().fill('anything')
  await page.keyboard.press('Enter')
  await page.getByText('No model is set up').waitFor()

  for (const [status, code, words] of [
    [429, 'too-many-requests', 'Too many requests'],
    [503, 'full', 'All places for active workspaces are taken'],
  ] as const) {
    await page.route('**/graph', (route) => route.fulfill(problem(status, code)), { times: 1 })
    await page.reload()
    await page.getByText(words).first().waitFor()
    await page.locator('.status.is-live').waitFor()
  }
})

it('an expired token is asked for anew, and the unsent change survives', async () => {
  const tenant = newTenant()
  const api = await apiOf('ben', tenant)
  const id = await api.create('Plan')
  await api.change(id, SMALL)
  const { page, signIn, open } = await user()
  await signIn(await token('ann', tenant, 4000))
  await open(id)
  await page.route('**/graph', (route) => route.fulfill({ status: 401, json: { code: 'unauthorized' } }), { times: 1 })
  await page.locator('.react-flow__node', { hasText: 'Orders' }).click()
  await page.getByLabel('Title').fill('Sales')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Your token has expired' })
  await dialog.waitFor()
  await expectAccessible(page, 'expired')
  await dialog.getByRole('textbox').fill(await token('eve', tenant))
  await page.keyboard.press('Enter')
  await dialog.getByText('another user or tenant').waitFor()
  await dialog.getByRole('textbox').fill(await token('ann', tenant))
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(async () => (await api.graph(id)).graph.panels['p1']!.title).toBe('Sales')
})

it('a tenant’s workspace does not exist for another', async () => {
  const id = await (await apiOf('ben', newTenant())).create('Secret')
  const { page, signIn } = await user()
  await signIn(await token('eve', newTenant()))
  await page.goto(`${inject('page')}/#/workspaces/${id}`)
  await page.getByText('does not exist, or belongs to another tenant').waitFor()
})

it('the page speaks the browser’s language, and changes it and the colours on request', async () => {
  const { page } = await user({ locale: 'zh-CN', colorScheme: 'dark' })
  await page.getByRole('heading', { name: '登录 Nexus' }).waitFor()
  expect(await page.getAttribute('html', 'lang')).toBe('zh-Hans')
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const dark = await ground()
  await page.getByLabel('外观').selectOption('light')
  expect(await ground()).not.toBe(dark)
  await page.getByLabel('语言').selectOption('en')
  await page.getByRole('heading', { name: 'Sign in to Nexus' }).waitFor()
})

it.each(['light', 'dark'] as const)('every state passes axe-core in %s', async (colorScheme) => {
  const { page: guest } = await user({ colorScheme })
  await expectAccessible(guest, 'sign in')
  const { page } = await opened({ colorScheme })
  await expectAccessible(page, 'canvas')
  await page.getByRole('button', { name: 'Outline' }).click()
  await page.getByRole('button', { name: 'Orders', exact: true }).click()
  await page.getByLabel('Title').waitFor()
  await expectAccessible(page, 'inspector and outline')
  await page.getByRole('link', { name: 'All workspaces' }).click()
  await page.getByRole('link', { name: 'Order processing' }).waitFor()
  await expectAccessible(page, 'list')
  await page.getByRole('button', { name: /^Delete/ }).click()
  await expectAccessible(page, 'dialog')
})
