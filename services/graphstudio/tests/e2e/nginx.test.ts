import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freePort, type Nginx, startNginx } from './nginx'

interface Line {
  readonly timestamp: string
  readonly level: string
  readonly service: string
  readonly message: string
  readonly path?: string
}

/** All that was logged; fails where a line is no JSON object with the keys that every line has. */
function linesOf(nginx: Nginx): Line[] {
  // The last line may be half written.
  const lines = nginx.output().split('\n').slice(0, -1).map((line) => JSON.parse(line) as Line)
  for (const line of lines) {
    expect(line).toMatchObject({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: expect.stringMatching(/^(debug|info|warn|error)$/),
      service: 'graphstudio-frontend',
    })
  }
  return lines
}

describe('nginx', () => {
  let nginx: Nginx
  let kernelPort: number

  beforeAll(async () => {
    kernelPort = await freePort()
    nginx = await startNginx({ WORKSPACE_KERNEL_URL: `http://127.0.0.1:${kernelPort}`, BODY_LIMIT: '1kb' })
  })
  afterAll(() => nginx.stop())

  const get = (path: string, init?: RequestInit) => fetch(nginx.url + path, init)

  it('starts without an error, and says so', () => {
    const messages = linesOf(nginx).map(({ message }) => message)
    expect(messages).toContain('service start')
    expect(messages).toContain('listening')
    expect(linesOf(nginx).filter(({ level }) => level === 'error')).toEqual([])
  })

  it('is healthy while there is no kernel, and answers for it with a problem', async () => {
    expect((await get('/health')).status).toBe(200)
    const answer = await get('/api/workspaces')
    expect(answer.status).toBe(503)
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
    expect(answer.headers.get('Retry-After')).toBe('2')
    const trace = answer.headers.get('X-Request-Id')
    expect(await answer.json()).toMatchObject({ code: 'unavailable', requestId: trace })
  })

  it('serves the page for now and its assets for good', async () => {
    const page = await get('/')
    expect(page.headers.get('Cache-Control')).toBe('no-cache')
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text())![1]!
    const asset = await get(script)
    expect(asset.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
    expect(asset.headers.get('Content-Encoding')).toBe('gzip')
    const missing = await get('/assets/none.js')
    expect(missing.status).toBe(404)
    expect(missing.headers.get('Cache-Control')).toBeNull()
  })

  it('lets nobody frame the page, and the page run nothing but its own script', async () => {
    for (const path of ['/', '/none', '/assets/none.js']) {
      const { headers } = await get(path)
      const policy = headers.get('Content-Security-Policy')
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
      expect(headers.get('Referrer-Policy')).toBe('no-referrer')
      expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin')
    }
  })

  it('refuses a body over BODY_LIMIT with a problem', async () => {
    const answer = await get('/api/workspaces', { method: 'POST', body: 'x'.repeat(2000) })
    expect(answer.status).toBe(413)
    expect(await answer.json()).toMatchObject({ code: 'too-large' })
  })

  it('passes a request on as it is, and an answer as it comes', async () => {
    const kernel = createServer((request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', ETag: '"7"' })
      response.write(JSON.stringify({ url: request.url, headers: request.headers }))
      // The end comes only when the first part has arrived.
      received.then(() => response.end(), () => response.destroy())
    })
    let hasReceived = () => {}
    const received = new Promise<void>((resolve) => (hasReceived = resolve))
    kernel.listen(kernelPort, '127.0.0.1')
    await once(kernel, 'listening')
    try {
      const answer = await get('/api/a%2Fb?since=3', {
        headers: { Authorization: 'Bearer secret-token', 'X-Forwarded-Proto': 'https', 'X-Request-Id': 'trace-1' },
      })
      const reader = answer.body!.getReader()
      const { value } = await reader.read()
      hasReceived()
      await reader.cancel()
      expect(answer.headers.get('ETag')).toBe('"7"')
      expect(JSON.parse(new TextDecoder().decode(value))).toMatchObject({
        url: '/api/a%2Fb?since=3',
        headers: {
          authorization: 'Bearer secret-token',
          host: new URL(nginx.url).host,
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-proto': 'https',
          'x-request-id': 'trace-1',
        },
      })
    } finally {
      kernel.closeAllConnections()
      kernel.close()
    }
  })

  it('logs JSON alone, without tokens and query strings', async () => {
    await get('/api/workspaces?token=hidden-1', { headers: { Authorization: 'Bearer hidden-2' } })
    await get('/%22quoted%22%0Aline?x=hidden-3')
    await expect.poll(() => nginx.output()).toContain('quoted')
    expect(linesOf(nginx).map(({ path }) => path)).toContain('/api/workspaces')
    expect(nginx.output()).not.toContain('hidden')
  })
})

describe('what Prometheus sees of nginx', () => {
  let nginx: Nginx
  let kernel: Server

  beforeAll(async () => {
    kernel = createServer((request, answer) => {
      answer.statusCode = request.url?.includes('missing') ? 404 : 200
      answer.end('{}')
    }).listen(0, '127.0.0.1')
    await once(kernel, 'listening')
    nginx = await startNginx({ WORKSPACE_KERNEL_URL: `http://127.0.0.1:${(kernel.address() as AddressInfo).port}` })
  })
  afterAll(async () => {
    await nginx.stop()
    kernel.close()
  })

  /** The figures once one of them has a value: each scrape tells what was known at the one before. */
  async function figures(name: string, value: number): Promise<Map<string, number>> {
    for (;;) {
      const answer = await fetch(nginx.metricsUrl)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('Content-Type')).toBe('text/plain; version=0.0.4')
      const samples = (await answer.text()).split('\n').filter((line) => line && !line.startsWith('#'))
      const found = new Map(samples.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
      if (found.get(name) === value) return found
    }
  }

  it('is there before anybody has asked for anything', async () => {
    expect((await figures('nexus_websockets_total', 0)).size).toBe(1)
  })

  it('is each request by method, route and status, as of the other services', async () => {
    for (const path of ['/', '/nowhere', '/api/workspaces', '/api/workspaces/missing?name=x', '/api/missing']) {
      await (await fetch(nginx.url + path)).text()
    }
    const labels = 'method="GET",route="/api",status="404"'
    const found = await figures(`nexus_request_seconds_count{${labels}}`, 2)
    expect(found.get(`nexus_request_seconds_bucket{${labels},le="+Inf"}`)).toBe(2)
    expect(found.get(`nexus_request_seconds_bucket{${labels},le="60"}`)).toBe(2)
    expect(found.get('nexus_request_seconds_count{method="GET",route="/api",status="200"}')).toBe(1)
    expect(found.get('nexus_request_seconds_count{method="GET",route="/",status="404"}')).toBe(1)
    // Buckets hold what is in those before.
    const buckets = [...found].filter(([name]) => name.includes(`_bucket{${labels}`)).map(([, many]) => many)
    expect(buckets).toEqual(buckets.toSorted((one, other) => one - other))
    expect([...found.keys()].filter((name) => /missing|workspaces|nowhere/.test(name))).toEqual([])
  })

  it('has an end, whatever methods and paths clients think of', async () => {
    const before = (await figures('nexus_websockets_total', 0)).size
    for (let one = 0; one < 20; one++) await fetch(`${nginx.url}/api/${one}"},{`, { method: `ODD${'ABCDEFGHIJKLMNOPQRST'[one]}` })
    const found = await figures('nexus_request_seconds_count{method="other",route="/api",status="400"}', 20)
    expect(found.size - before).toBe(17) // one set of labels: its buckets, count and sum
  })

  it('counts what nginx answers in place of the kernel as errors of its route', async () => {
    kernel.close()
    kernel.closeAllConnections()
    expect((await fetch(`${nginx.url}/api/workspaces`)).status).toBe(503)
    await figures('nexus_request_errors_total{route="/api"}', 1)
  })

  it('is not led in where users are, nor anything else where Prometheus is', async () => {
    expect((await fetch(`${nginx.url}/metrics`)).status).toBe(404)
    const { origin } = new URL(nginx.metricsUrl)
    for (const path of ['/', '/index.html', '/api/workspaces', '/metrics/', '/nginx.conf']) {
      expect((await fetch(origin + path)).status).toBe(404)
    }
  })

  it('is in no line of the log that is no JSON', () => {
    expect(linesOf(nginx).filter(({ message }) => message === 'request').length).toBeGreaterThan(25)
  })
})

it('the page may speak to the issuer of SIGN_IN_ORIGINS, and to nobody else', async () => {
  const settings = { WORKSPACE_KERNEL_URL: 'http://127.0.0.1:1', SIGN_IN_ORIGINS: 'https://a.example https://b.example:8443' }
  const nginx = await startNginx(settings)
  const policy = (await fetch(nginx.url)).headers.get('Content-Security-Policy')
  await nginx.stop()
  expect(policy).toContain("connect-src 'self' https://a.example https://b.example:8443;")

  for (const wrong of ["'unsafe-inline'", 'https://a.example; script-src *', 'a.example', 'https://a.example/path']) {
    const refused = await startNginx({ ...settings, SIGN_IN_ORIGINS: wrong })
    expect(await refused.exited).toBe(78)
    expect(refused.output()).toContain('SIGN_IN_ORIGINS is no list of origins')
    await refused.stop()
  }
})

describe('nginx under attack', () => {
  let nginx: Nginx
  let seen: string[]
  const kernel = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    request.resume().on('end', () => response.end('of the kernel'))
  })

  beforeAll(async () => {
    kernel.listen(0, '127.0.0.1')
    await once(kernel, 'listening')
    const { port } = kernel.address() as AddressInfo
    nginx = await startNginx({
      WORKSPACE_KERNEL_URL: `http://127.0.0.1:${port}`,
      HEAD_SECONDS: '1',
      BODY_SECONDS: '1',
      SEND_SECONDS: '1',
    })
  })
  beforeEach(() => {
    seen = []
  })
  afterAll(async () => {
    await nginx.stop()
    kernel.closeAllConnections()
    kernel.close()
  })

  /** All that is answered to `parts` until the connection ends. */
  async function says(...parts: string[]): Promise<string> {
    const socket = connect(Number(new URL(nginx.url).port), '127.0.0.1')
    let answer = ''
    socket.on('data', (data) => (answer += data.toString('latin1')))
    socket.on('error', () => {})
    const isOver = new Promise((over) => socket.on('close', over))
    for (const part of parts) socket.write(part, 'latin1')
    await isOver
    return answer
  }

  const isServed = async () => expect((await fetch(`${nginx.url}/health`)).status).toBe(200)

  it.each([
    '/../nginx.conf',
    '/..%2fnginx.conf',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%5c..%5cnginx.conf',
    '/assets/%252e%252e/nginx.conf',
    '/assets../nginx.conf',
    '//etc/passwd',
    '/api/../metrics',
    '/api/%2e%2e/metrics',
    '/api/..%2fmetrics',
    '/api/..%2f..%2f..%2fetc/passwd',
    '/api//../../metrics',
    '/problems/unavailable',
    '/%00',
    'http://169.254.169.254/latest',
    '*',
  ])('gives nothing from outside the page for %s, and leads nowhere but into /api', async (target) => {
    const answer = await says(`GET ${target} HTTP/1.1\r\nHost: page\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 (400|403|404|405|301) /)
    expect(answer).not.toMatch(/root:|worker_processes|of the kernel/)
    expect(seen).toEqual([])
    await isServed()
  })

  const within = 'GET /api/within HTTP/1.1\r\nHost: page\r\nConnection: close\r\n\r\n'
  it.each([
    ['both lengths', `Content-Length: ${within.length + 5}\r\nTransfer-Encoding: chunked`],
    ['two lengths', `Content-Length: 0\r\nContent-Length: ${within.length}`],
    ['a length that is no number', 'Content-Length: +5'],
    ['a negative length', 'Content-Length: -1'],
    ['a strange coding', 'Transfer-Encoding: xchunked'],
    ['two codings', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity'],
    ['a coding behind a tab', 'Transfer-Encoding:\tchunked, identity'],
    ['a folded line', 'X-A: b\r\n Transfer-Encoding: chunked\r\nContent-Length: x'],
    ['a name with a space', 'Content-Length : 5\r\nTransfer-Encoding: gzip'],
    ['a NUL', 'X-A: \0\r\nContent-Length: 5'],
  ])('passes on no request with %s, nor what it hides', async (_, lines) => {
    const answer = await says(
      `POST /api/outer HTTP/1.1\r\nHost: page\r\n${lines}\r\n\r\n0\r\n\r\n${within}`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 (400|501) /)
    expect(answer).not.toContain('of the kernel')
    expect(seen).toEqual([])
  })

  it('keeps what the client says of its connection from the kernel', async () => {
    await says('GET /api/x HTTP/1.1\r\nHost: page\r\nConnection: close, Authorization\r\nAuthorization: Bearer x\r\n\r\n')
    expect(seen).toEqual(['GET /api/x'])
  })

  it('gives up what does not arrive, and serves the others meanwhile', async () => {
    const slow = Array.from({ length: 200 }, (_, size) =>
      says(`GET / HTTP/1.1\r\nX-Half: ${'x'.repeat(size)}`),
    )
    const bodies = Array.from({ length: 50 }, () =>
      says('POST /api/x HTTP/1.1\r\nHost: page\r\nContent-Length: 1000\r\n\r\n{'),
    )
    await isServed()
    await Promise.all(slow)
    for (const answer of await Promise.all(bodies)) expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/)
    expect(seen).toEqual([])
    await isServed()
  })

  it.each([
    ['a field', `X-Large: ${'x'.repeat(20_000)}`],
    ['all fields', Array.from({ length: 200 }, (_, number) => `X-${number}: ${'x'.repeat(1000)}`).join('\r\n')],
  ])('refuses a head that is too large in %s with a problem', async (_, lines) => {
    const answer = await says(`GET /api/x HTTP/1.1\r\nHost: page\r\nConnection: close\r\n${lines}\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
    expect(answer).toContain('application/problem+json')
    expect(answer).toContain('"code":"head-too-large"')
    expect(seen).toEqual([])
    await isServed()
  })

  it('refuses a target that is too long with a problem', async () => {
    const answer = await says(`GET /api/${'x'.repeat(20_000)} HTTP/1.1\r\nHost: page\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
    expect(answer).toContain('"code":"head-too-large"')
  })
})

it('nginx starts before its kernel has a name, and finds it when it has one', async () => {
  const names = await startNames()
  const strangers = await startNames()
  const kernel = createServer((_, response) => response.end('found'))
  kernel.listen(0, '127.0.0.1')
  await once(kernel, 'listening')
  const { port } = kernel.address() as AddressInfo
  const resolv = join(tmpdir(), `resolv-${process.pid}.conf`)
  writeFileSync(
    resolv,
    `nameserver 127.0.0.1:${names.port}\nnameserver 127.0.0.1:${strangers.port}\nsearch nexus.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n`,
  )
  const nginx = await startNginx({ WORKSPACE_KERNEL_URL: `http://workspace-kernel:${port}`, RESOLV_CONF: resolv })
  try {
    expect((await fetch(`${nginx.url}/health`)).status).toBe(200)
    expect((await fetch(`${nginx.url}/api/workspaces`)).status).toBe(503)
    names.known.add('workspace-kernel.nexus.svc.cluster.local')
    await expect.poll(async () => (await fetch(`${nginx.url}/api/workspaces`)).text()).toBe('found')
    // As any program: the second one is for when the first is gone, not for what it does not know.
    expect(strangers.asked).toEqual([])
  } finally {
    await nginx.stop()
    names.stop()
    strangers.stop()
    kernel.closeAllConnections()
    kernel.close()
    rmSync(resolv)
  }
  expect(linesOf(nginx).at(-1)).toMatchObject({ message: 'service stop' })
})

/** A name server (RFC 1035) that gives 127.0.0.1 for the names it knows, and knows no others. */
async function startNames() {
  const known = new Set<string>()
  const asked: string[] = []
  const server = createSocket('udp4')
  server.on('message', (query, from) => {
    const labels: string[] = []
    let at = 12
    for (let size = query[at]!; size > 0; size = query[at]!) {
      labels.push(query.toString('latin1', at + 1, at + 1 + size))
      at += 1 + size
    }
    asked.push(labels.join('.'))
    const question = query.subarray(12, at + 5)
    const isKnown = known.has(labels.join('.'))
    const isAddress = isKnown && query.readUInt16BE(at + 1) === 1
    const header = Buffer.from([query[0]!, query[1]!, 0x81, isKnown ? 0x80 : 0x83, 0, 1, 0, isAddress ? 1 : 0, 0, 0, 0, 0])
    const address = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 127, 0, 0, 1])
    server.send(Buffer.concat([header, question, ...(isAddress ? [address] : [])]), from.port, from.address)
  })
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  return { known, asked, port: server.address().port, stop: () => server.close() }
}

it.each([
  ['PORT', 'eighty'],
  ['METRICS_PORT', '9113;'],
  ['BODY_LIMIT', '10 elephants'],
  ['HEAD_SECONDS', '0; return 200'],
  ['WORKSPACE_KERNEL_URL', 'workspace-kernel;return 200'],
  ['PAGE', '/nowhere'],
])('nginx does not start with %s=%s, and says why', async (name, value) => {
  const nginx = await startNginx({ [name]: value })
  expect(await nginx.exited).toBe(78)
  expect(linesOf(nginx).at(-1)).toMatchObject({ level: 'error' })
})

it('nginx does not start where both of its ports are one, and says why', async () => {
  const port = String(await freePort())
  const nginx = await startNginx({ PORT: port, METRICS_PORT: port })
  expect(await nginx.exited).toBe(78)
  expect(linesOf(nginx).at(-1)?.message).toContain('METRICS_PORT')
  await nginx.stop()
})
