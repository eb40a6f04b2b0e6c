/** Builds the page and serves it by nginx, in front of a kernel. */

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { AUDIENCE, CLIENT, startIssuer } from './issuer'
import { startKernel } from './kernel'
import { HOME, startNginx } from './nginx'

declare module 'vitest' {
  interface ProvidedContext {
    readonly page: string
    readonly secret: string
    /** The issuer of OpenID Connect that the kernel takes tokens of. */
    readonly issuer: string
  }
}

export default async function setup(project: TestProject) {
  const secret = process.env['JWT_SECRET'] ?? 'a key for tests, of thirty-two bytes'
  const given = process.env['KERNEL_URL']
  if (given && !process.env['JWT_SECRET']) throw new Error('KERNEL_URL is set, so JWT_SECRET must be its own')
  // A process of its own: this one is for tests, and React would be built for them.
  execFileSync(process.execPath, [join(HOME, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: HOME,
    env: { ...process.env, NODE_ENV: 'production', VITEST: '' },
    stdio: 'inherit',
  })
  const issuer = process.env['ISSUER_URL'] ? null : await startIssuer()
  const issuerUrl = process.env['ISSUER_URL'] ?? issuer!.url
  const kernel = given
    ? null
    : await startKernel({ secret, proposals: true, issuer: { url: issuerUrl, audience: AUDIENCE, clientId: CLIENT } })
  const nginx = await startNginx({ WORKSPACE_KERNEL_URL: given ?? kernel!.url, SIGN_IN_ORIGINS: issuerUrl })
  await fetch(`${issuerUrl}/test/client`, { method: 'POST', body: nginx.url })
  project.provide('page', nginx.url)
  project.provide('secret', secret)
  project.provide('issuer', issuerUrl)
  return async () => {
    await nginx.stop()
    await kernel?.stop()
    await issuer?.stop()
  }
}
