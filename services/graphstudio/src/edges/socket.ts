/** A workspace's live connection as a browser's WebSocket; the token is one of its subprotocols. */

import { type LiveMessage, parseMessage } from '../core/live'

export interface LiveSocket {
  /** Says something of its user; nothing where the connection is not open. */
  say(text: string): void
  close(): void
}

export interface LiveListener {
  said(message: LiveMessage): void
  closed(code: number): void
}

export type Connect = (workspace: string, since: number, listener: LiveListener) => LiveSocket

export function createConnect(token: () => string | null): Connect {
  return (workspace, since, listener) => {
    const url = new URL(`/api/workspaces/${encodeURIComponent(workspace)}/live?since=${since}`, location.href)
    url.protocol = url.protocol.replace('http', 'ws')
    const bearer = token()
    const socket = new WebSocket(url, ['nexus.v1', ...(bearer ? [`bearer.${bearer}`] : [])])
    let isOurs = true
    socket.onmessage = ({ data }) => {
      const message = isOurs && typeof data === 'string' ? parseMessage(data) : null
      if (message) listener.said(message)
    }
    socket.onclose = ({ code }) => {
      if (isOurs) listener.closed(code)
    }
    return {
      say(text) {
        if (socket.readyState === WebSocket.OPEN) socket.send(text)
      },
      close() {
        isOurs = false
        socket.close()
      },
    }
  }
}
