/** A real Chromium: CHROMIUM, or the one that the package @sparticuz/chromium carries. */

import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { HOME } from './nginx'

export async function launch(): Promise<Browser> {
  const named = process.env['CHROMIUM']
  const carried = named ? null : await unpack()
  return chromium.launch({
    executablePath: named ?? join(carried!, 'chromium'),
    env: {
      ...process.env,
      ...(carried ? { LD_LIBRARY_PATH: join(carried, 'al2023/lib') } : {}),
    } as Record<string, string>,
    // A test's browser opens nothing but the page under test, and may have to run as root.
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  })
}

/** The folder of the unpacked Chromium; unpacked once for each version. */
async function unpack(): Promise<string> {
  const require = createRequire(import.meta.url)
  const entry = require.resolve('@sparticuz/chromium')
  const { version } = require(join(dirname(entry), '../package.json')) as { version: string }
  const folder = join(HOME, `.cache/chromium-${version}`)
  if (existsSync(folder)) return folder
  const partial = `${folder}.partial`
  mkdirSync(partial, { recursive: true })
  // The package unpacks into the folder for temporary files.
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = partial
  try {
    const { inflate } = (await import('@sparticuz/chromium')) as { inflate: (path: string) => Promise<string> }
    for (const part of ['chromium.br', 'al2023.tar.br']) await inflate(join(dirname(entry), '../bin', part))
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
  renameSync(partial, folder)
  return folder
}
