/** Files that the user keeps and opens. */

/** Lets the browser save a text as a file. */
export function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Larger than any graph may be; what is chosen by mistake is not read. */
const LARGEST = 100_000_000

/** A file that the user chooses, as text; null where it cannot be one of ours. */
export async function textOf(file: File): Promise<string | null> {
  return file.size > LARGEST ? null : file.text()
}
