import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest'
import { launch } from './browser'
import { apiOf, choose, enter, expectAccessible, newTenant, newUser, type Role, token, type User } from './user'

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
async function opened(options?: Parameters<typeof newUser>[1], role: Role = 'admin') {
  const tenant = newTenant()
  const api = await apiOf('ben', tenant)
  const id = await api.create('Order processing')
  await api.change(id, SMALL)
  const ann = await user(options)
  await ann.signIn(await token('ann', tenant, { role }))
  await ann.open(id)
  return { tenant, api, id, ann, page: ann.page }
}

it('a token signs in, is kept in the tab alone, and is never part of a URL', async () => {
  const { page, signIn } = await user()
  const urls: string[] = []
  page.on('request', (request) => urls.push(request.url()))
  const bearer = await token('ann', newTenant())

  await enter(page, 'nonsense')
  await page.getByText('This is not an access token').waitFor()
  await enter(page, `${bearer.slice(0, -6)}AAAAAA`)
  await page.getByText('This token is not valid here').waitFor()

  await signIn(bearer)
  await page.getByRole('button', { name: 'Menu' }).click()
  await page.getByText('ann').first().waitFor()
  expect(await page.evaluate(() => Object.values(localStorage))).toEqual([])
  expect(urls.filter((url) => url.includes(bearer.slice(0, 40)))).toEqual([])

  await page.reload()
  await page.getByRole('heading', { name: 'Workspaces' }).waitFor()
  await choose(page, 'Menu', 'Sign out')
  await page.getByRole('heading', { name: 'Sign in to Nexus' }).waitFor()
  expect(await page.evaluate(() => Object.values(sessionStorage))).toEqual([])
})

it('workspaces are created, listed page by page and found by their names', async () => {
  const tenant = newTenant()
  const api = await apiOf('ben', tenant)
  for (let number = 0; number < 51; number++) await api.create(`Plan ${number}`)
  const { page, signIn } = await user()
  await signIn(await token('ann', tenant))

  const rows = page.getByRole('main').getByRole('listitem')
  await rows.nth(49).waitFor()
  await page.getByRole('button', { name: 'Show more' }).click()
  await rows.nth(50).waitFor()
  expect(await rows.count()).toBe(51)

  await page.getByRole('searchbox').fill('PLAN 17')
  await expect.poll(() => rows.count()).toBe(1)
  await page.getByRole('searchbox').fill('nothing like it')
  await page.getByText('No workspace is called “nothing like it”').waitFor()

  await page.getByLabel('Name of the new workspace').fill('Shipping')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Shipping' }).waitFor()
  await page.getByText('This graph is empty').waitFor()
})

it('a workspace is renamed, duplicated, exported and imported', async () => {
  const { page, api, tenant } = await opened()
  await choose(page, 'Menu', 'Rename')
  await page.getByLabel('Name', { exact: true }).fill('Sales')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Sales' }).waitFor()
  await page.getByRole('link', { name: 'All workspaces' }).click()

  await choose(page, 'More for “Sales”', 'Duplicate')
  await page.getByRole('link', { name: 'Sales (copy)', exact: true }).waitFor()
  await choose(page, 'More for “Sales (copy)”', 'Rename')
  await page.getByLabel('Name', { exact: true }).fill('Returns')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Returns', exact: true }).waitFor()

  const download = page.waitForEvent('download')
  await choose(page, 'More for “Returns”', 'Export')
  const file = await download
  expect(file.suggestedFilename()).toBe('Returns.nexus.json')
  await page.locator('input[type=file]').setInputFiles(await file.path())
  await page.getByRole('heading', { name: 'Returns' }).waitFor()
  await page.getByRole('group', { name: /Panel Invoices/ }).waitFor()
  const { items } = await api.list()
  expect(items.map(({ name }) => name)).toEqual(['Returns', 'Returns', 'Sales'])
  expect((await api.graph(items[0]!.id)).graph).toEqual((await api.graph(items[2]!.id)).graph)
  expect(tenant).not.toBe('')
})

it('a file that is no graph is refused in words, and nothing is made of it', async () => {
  const { page, api } = await opened()
  await page.getByRole('link', { name: 'All workspaces' }).click()
  const file = (name: string, text: string) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
  await page.locator('input[type=file]').setInputFiles(file('holiday.json', '{"panels": 7}'))
  await page.getByText('There is no graph in this file').waitFor()
  expect((await api.list()).items).toHaveLength(1)
})

it('a deleted workspace can be had back for a while, and is gone when the page is left', async () => {
  const { page, api } = await opened()
  await page.getByRole('link', { name: 'All workspaces' }).click()
  const link = page.getByRole('link', { name: 'Order processing' })
  await choose(page, 'More for “Order processing”', 'Delete')
  await link.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await link.waitFor()
  expect((await api.list()).items).toHaveLength(1)

  await choose(page, 'More for “Order processing”', 'Delete')
  await link.waitFor({ state: 'detached' })
  await page.reload()
  await expect.poll(async () => (await api.list()).items.length).toBe(0)
})

it('whoever may only look is offered nothing else', async () => {
  const { page, api, id } = await opened({}, 'viewer')
  await page.getByText('View only').waitFor()
  await page.locator('.react-flow__node', { hasText: 'Orders' }).click()
  await page.getByLabel('Title').waitFor()
  expect(await page.getByLabel('Title').isEditable()).toBe(false)
  for (const name of ['Add panel', 'Undo', 'Delete', 'Duplicate', 'Add field', 'Arrange panels']) {
    expect(await page.getByRole('button', { name }).count(), name).toBe(0)
  }
  expect(await page.getByLabel('Ask for a change').count()).toBe(0)
  await page.keyboard.press('Delete')
  await api.change(id, [{ op: 'replace', path: '/panels/p2/title', value: 'Bills' }])
  await page.getByRole('group', { name: /Panel Bills/ }).waitFor()
  expect(Object.keys((await api.graph(id)).graph.panels)).toHaveLength(2)
  await page.getByRole('link', { name: 'All workspaces' }).click()
  await page.getByRole('link', { name: 'Order processing' }).waitFor()
  expect(await page.getByRole('button', { name: 'Create workspace' }).count()).toBe(0)
})

it('where no model is set up, nothing asks for one', async () => {
  const { page, id } = await opened()
  await page.getByLabel('Ask for a change').last().waitFor()
  await page.route('**/api/capabilities', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ json: { ...((await answer.json()) as object), proposals: false } })
  })
  await page.reload()
  await page.locator('.status.is-live').waitFor()
  expect(await page.getByLabel('Ask for a change').count()).toBe(0)
  expect(id).not.toBe('')
})

it('where nobody has to sign in, nobody is asked to', async () => {
  const { page } = await user()
  await page.route('**/api/capabilities', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ json: { ...((await answer.json()) as object), signIn: [{ mode: 'open' }] } })
  })
  await page.route('**/api/me', (route) => route.fulfill({ json: { user: 'local', tenant: 'local', role: 'admin', expiresAt: null } }))
  await page.route('**/api/workspaces**', (route) => route.fulfill({ json: { items: [], next: null } }))
  await page.reload()
  await page.getByText('No workspaces yet').waitFor()
  await page.getByRole('button', { name: 'Menu' }).click()
  expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0)
})

it('who else is here is shown, and what they have selected', async () => {
  const { page, tenant, id } = await opened()
  const ben = await user()
  await ben.signIn(await token('ben', tenant))
  await ben.open(id)
  await page.getByRole('list', { name: '1 other person here' }).getByText('ben').waitFor()
  await ben.page.locator('.react-flow__node', { hasText: 'Orders' }).click()
  await page.getByRole('group', { name: /Panel Orders.*selected by ben/ }).waitFor()
  await expectAccessible(page, 'with others')
  await ben.page.getByRole('link', { name: 'All workspaces' }).click()
  await page.getByRole('list', { name: /here/ }).waitFor({ state: 'detached' })
})

it('a panel has fields of every type, and its card shows them', async () => {
  const { page, api, id } = await opened()
  const dataOf = async () => (await api.graph(id)).graph.panels['p1']!.data ?? {}
  await page.locator('.react-flow__node', { hasText: 'Orders' }).click()
  const fields = page.getByRole('region', { name: 'Fields' })
  async function add(name: string, type: string, options = '') {
    await fields.getByRole('button', { name: 'Add field' }).click()
    await fields.getByLabel('Name', { exact: true }).fill(name)
    await fields.getByLabel('Type').selectOption({ label: type })
    if (options) await fields.getByLabel('Choices').fill(options)
    await fields.getByRole('button', { name: 'Done' }).click()
  }
  await add('State', 'Choice', 'Open\nDone')
  await fields.getByLabel('State', { exact: true }).selectOption('Open')
  await add('Due', 'Date')
  await fields.getByLabel('Due', { exact: true }).fill('2026-03-01')
  await fields.getByLabel('Due', { exact: true }).press('Enter')
  await add('Amount', 'Number')
  await fields.getByLabel('Amount', { exact: true }).fill('12,5')
  await fields.getByLabel('Amount', { exact: true }).press('Enter')
  await add('Paid', 'Yes or no')
  await fields.getByLabel('Paid', { exact: true }).check()
  await add('Owner', 'Text')
  await fields.getByLabel('Owner', { exact: true }).fill('Ann')
  await fields.getByLabel('Owner', { exact: true }).press('Enter')
  await add('Lines', 'Table')
  await fields.getByLabel('Add column').fill('Item')
  await fields.getByLabel('Add column').press('Enter')
  await fields.getByRole('button', { name: 'Add row' }).click()
  await fields.getByLabel('Item, row 1').fill('Bolt')
  await fields.getByLabel('Item, row 1').press('Enter')
  await expect.poll(dataOf).toMatchObject({ State: 'Open', Due: '2026-03-01', Amount: 12.5, Paid: true, Owner: 'Ann', Lines: [{ Item: 'Bolt' }] })
  await expectAccessible(page, 'fields')

  const card = page.locator('.react-flow__node', { hasText: 'Orders' })
  for (const text of ['Open', '1 Mar 2026', '12.5', '3 more']) await card.getByText(text, { exact: true }).waitFor()

  await api.change(id, [{ op: 'replace', path: '/panels/p1/data/Owner', value: 'Ben' }])
  await expect.poll(() => fields.getByLabel('Owner', { exact: true }).inputValue()).toBe('Ben')
  await fields.getByLabel('Amount', { exact: true }).fill('many')
  await fields.getByText('This is not a number').waitFor()
  await fields.getByLabel('Amount', { exact: true }).press('Escape')
  await choose(page, 'Change the field “Paid”', 'Remove field')
  await expect.poll(dataOf).not.toHaveProperty('Paid')
})

it('panels are arranged, duplicated, and brought back after they were deleted', async () => {
  const { page, api, id } = await opened()
  await api.change(id, [{ op: 'add', path: '/panels/p3', value: { title: 'Refunds', x: 0, y: 0, data: {} } }, { op: 'add', path: '/links/l2', value: { source: 'p2', target: 'p3', data: {} } }])
  await page.getByRole('group', { name: /Panel Refunds/ }).waitFor()
  await page.getByRole('button', { name: 'Arrange panels' }).click()
  const placeOf = async (panel: string) => (await api.graph(id)).graph.panels[panel]!
  await expect.poll(async () => (await placeOf('p3')).x).toBeGreaterThan((await placeOf('p2')).x)

  await page.getByRole('group', { name: /Panel Refunds/ }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ControlOrMeta+d')
  await page.getByRole('group', { name: /Panel Refunds \(copy\)/ }).waitFor()
  await page.getByRole('group', { name: /Panel Refunds \(copy\)/ }).focus()
  await page.keyboard.press('Delete')
  await page.getByText('1 item was deleted').last().waitFor()
  await expect.poll(async () => Object.keys((await api.graph(id)).graph.panels)).toHaveLength(3)
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => Object.keys((await api.graph(id)).graph.panels)).toHaveLength(4)

  await page.getByRole('button', { name: 'Panels', exact: true }).click()
  await page.getByRole('searchbox', { name: 'Find a panel' }).fill('inv')
  await expect.poll(() => page.getByRole('navigation', { name: 'Panels' }).getByRole('listitem').count()).toBe(1)
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

  await page.getByRole('group', { name: 'Tools' }).getByRole('button', { name: 'Undo' }).press('Enter')
  await expect.poll(async () => (await api.graph(id)).graph.links['l1']).toMatchObject({ source: 'p1' })
})

it('a panel is dragged, linked and edited with the mouse', async () => {
  const { page, api, id } = await opened()
  const orders = page.locator('.react-flow__node', { hasText: 'Orders' })
  await orders.hover() // waits until the view has come to rest
  const box = (await orders.boundingBox())!
  await page.mouse.move(box.x + 60, box.y + 30)
  await page.mouse.down()
  await page.mouse.move(box.x + 60, box.y + 150, { steps: 8 })
  await page.mouse.up()
  await expect.poll(async () => (await api.graph(id)).graph.panels['p1']!.y).toBeGreaterThan(50)

  await page.getByText('Expert view').click()
  await page.getByLabel('Data (JSON)').fill('{"owner": ')
  await page.getByText('This is not JSON').waitFor()
  await page.getByLabel('Data (JSON)').fill('{"owner": "ann"}')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(async () => (await api.graph(id)).graph.panels['p1']!.data).toEqual({ owner: 'ann' })

  const invoices = page.locator('.react-flow__node', { hasText: 'Invoices' })
  await invoices.hover()
  const from = (await invoices.locator('.react-flow__handle-bottom').boundingBox())!
  const to = (await orders.locator('.react-flow__handle-right').boundingBox())!
  await page.mouse.move(from.x + 6, from.y + 6)
  await page.mouse.down()
  await page.mouse.move(to.x + 6, to.y + 6, { steps: 8 })
  await page.mouse.up()
  await expect.poll(async () => Object.values((await api.graph(id)).graph.links)).toHaveLength(2)
})

it('the overview shows every panel, and moves what is seen', async () => {
  const { page } = await opened()
  const overview = page.locator('.minimap svg')
  expect((await overview.locator('.react-flow__minimap-node').getAttribute('d'))?.match(/M/g)).toHaveLength(2)
  const orders = page.locator('.react-flow__node', { hasText: 'Orders' })
  await orders.hover() // waits until the view has come to rest
  const before = (await orders.boundingBox())!
  const box = (await overview.boundingBox())!
  await page.mouse.move(box.x + 100, box.y + 75)
  await page.mouse.down()
  await page.mouse.move(box.x + 120, box.y + 75)
  await page.mouse.up()
  await expect.poll(async () => (await orders.boundingBox())!.x).toBeLessThan(before.x - 20)
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

it('what was changed offline is sent when the page is loaded anew', async () => {
  const { page, api, id } = await opened()
  await page.locator('.react-flow__node', { hasText: 'Invoices' }).click()
  await page.route('**/graph', (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()))
  await page.getByLabel('Title').fill('Bills')
  await page.keyboard.press('Enter')
  await page.locator('.status.is-offline').waitFor()
  await page.unroute('**/graph')
  await page.reload()
  await expect.poll(async () => (await api.graph(id)).graph.panels['p2']!.title).toBe('Bills')
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual(['nexus.credential'])
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
  await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
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
    body: JSON.stringify({ type: 'about:blank', title: code, status, code, detail: `${code} (SOME_VARIABLE)` }),
  })
  await page.route('**/proposals', (route) => route.fulfill(problem(503, 'no-model')))
  await page.getByLabel('Ask for a change').last().fill('anything')
  await page.keyboard.press('Enter')
  await page.getByText('Proposals are not available').waitFor()
  const defect = { status: 503, body: JSON.stringify({ code: 'unavailable', detail: 'SOME_VARIABLE', requestId: 'req-17' }) }
  await page.route('**/proposals', (route) => route.fulfill(defect))
  await page.keyboard.press('Enter')
  await page.getByText('The service does not answer at the moment').waitFor()
  await page.getByText('Reference for support: req-17').waitFor()

  for (const [status, code, words] of [
    [429, 'too-many-requests', 'Too much at once'],
    [503, 'full', 'All places for active workspaces are taken'],
  ] as const) {
    await page.route('**/graph', (route) => route.fulfill(problem(status, code)), { times: 1 })
    await page.reload()
    await page.getByText(words).first().waitFor()
    expect(await page.getByText('SOME_VARIABLE').count()).toBe(0)
    await page.locator('.status.is-live').waitFor()
  }
})

it('an expired token is asked for anew, and the unsent change survives', async () => {
  const tenant = newTenant()
  const api = await apiOf('ben', tenant)
  const id = await api.create('Plan')
  await api.change(id, SMALL)
  const { page, signIn, open } = await user()
  await signIn(await token('ann', tenant, { seconds: 4000 }))
  await open(id)
  await page.route('**/graph', (route) => route.fulfill({ status: 401, json: { code: 'unauthorized' } }), { times: 1 })
  await page.locator('.react-flow__node', { hasText: 'Orders' }).click()
  await page.getByLabel('Title').fill('Sales')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await dialog.waitFor()
  await expectAccessible(page, 'expired')
  await dialog.getByLabel('Access token').fill(await token('eve', tenant))
  await page.keyboard.press('Enter')
  await dialog.getByText('another user or team').waitFor()
  await dialog.getByLabel('Access token').fill(await token('ann', tenant))
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(async () => (await api.graph(id)).graph.panels['p1']!.title).toBe('Sales')
})

it('a tenant’s workspace does not exist for another', async () => {
  const id = await (await apiOf('ben', newTenant())).create('Secret')
  const { page, signIn } = await user()
  await signIn(await token('eve', newTenant()))
  await page.goto(`${inject('page')}/#/workspaces/${id}`)
  await page.getByText('does not exist, or belongs to another team').waitFor()
})

it('the page speaks the browser’s language, and changes it and the colours on request', async () => {
  const { page } = await user({ locale: 'zh-CN', colorScheme: 'dark' })
  await page.getByRole('heading', { name: '登录 Nexus' }).waitFor()
  expect(await page.getAttribute('html', 'lang')).toBe('zh-Hans')
  // Where the system has no Chinese letters, the page brings its own.
  const bundled = () => page.evaluate(async () => (await document.fonts.load('16px "Noto Sans SC Variable"', '订单')).length)
  await expect.poll(bundled).toBeGreaterThan(0)
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const dark = await ground()
  await page.getByRole('button', { name: '菜单' }).click()
  await page.getByLabel('外观').selectOption('light')
  expect(await ground()).not.toBe(dark)
  await page.getByLabel('语言').selectOption('en')
  await page.getByRole('heading', { name: 'Sign in to Nexus' }).waitFor()
})

it('on a phone the header is one row, nothing is wider than the screen, and what is selected stays in sight', async () => {
  const { page } = await opened({ viewport: { width: 390, height: 760 } })
  const isNarrow = async () => (await page.evaluate(() => document.documentElement.scrollWidth)) <= 390
  const headerHeight = async () => (await page.getByRole('banner').boundingBox())!.height
  expect(await headerHeight()).toBeLessThan(64)
  expect(await isNarrow()).toBe(true)

  await page.getByRole('button', { name: 'Panels', exact: true }).click()
  await page.getByRole('button', { name: 'Invoices', exact: true }).click()
  const sheet = page.getByRole('complementary', { name: 'Panel' })
  await sheet.waitFor()
  const bottom = async () => {
    const card = (await page.getByRole('group', { name: /Panel Invoices/ }).boundingBox())!
    return card.y + card.height
  }
  await expect.poll(async () => (await bottom()) <= (await sheet.boundingBox())!.y).toBe(true)

  await page.getByRole('link', { name: 'All workspaces' }).click()
  await page.getByRole('link', { name: 'Order processing' }).waitFor()
  expect(await headerHeight()).toBeLessThan(64)
  expect((await page.locator('.brand-mark').boundingBox())!.width).toBeGreaterThan(24)
  expect(await isNarrow()).toBe(true)
})

it.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 390],
] as const)('every state passes axe-core in %s, %i pixels wide', async (colorScheme, width) => {
  const viewport = { width, height: 800 }
  const { page: guest } = await user({ colorScheme, viewport })
  await expectAccessible(guest, 'sign in')
  const { page } = await opened({ colorScheme, viewport })
  await expectAccessible(page, 'canvas')
  await page.getByRole('button', { name: 'Panels', exact: true }).click()
  await page.getByRole('button', { name: 'Orders', exact: true }).click()
  await page.getByLabel('Title').waitFor()
  await expectAccessible(page, 'inspector and outline')
  await page.getByRole('link', { name: 'All workspaces' }).click()
  await page.getByRole('link', { name: 'Order processing' }).waitFor()
  await expectAccessible(page, 'list')
  await page.getByRole('button', { name: 'Menu' }).click()
  await expectAccessible(page, 'menu')
  const button = (await page.getByRole('button', { name: 'Menu' }).boundingBox())!
  const menu = (await page.getByRole('group', { name: 'Menu' }).boundingBox())!
  expect(Math.abs(menu.x + menu.width - button.x - button.width)).toBeLessThan(16)
  expect(menu.y).toBeGreaterThan(button.y)
  await page.keyboard.press('Escape')
  await choose(page, 'More for “Order processing”', 'Rename')
  await expectAccessible(page, 'dialog')
})
