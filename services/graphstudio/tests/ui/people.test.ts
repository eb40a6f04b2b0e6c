import { expect, it } from 'vitest'
import { initialsOf, named } from '../../src/ui/studio/people'

const NOBODY = { all: [], at: new Map() }

it.each([
  ['ann', 'AN'],
  ['Ann Meier', 'AM'],
  ['ben.okri', 'BO'],
  ['王小明', '小明'],
  ['', ''],
])('%s is shown as %s', (name, initials) => expect(initialsOf(name)).toBe(initials))

it('whoever has selected a panel is named there, and stays the same while nothing changes', () => {
  const others = [
    { id: 'a', user: 'ann@acme.example', panels: ['p1', 'p2'] },
    { id: 'b', user: 'ben', panels: ['p1'] },
  ]
  const before = named(others, NOBODY)
  expect(before.at.get('p1')?.map(({ name }) => name)).toEqual(['ann', 'ben'])
  const after = named([others[0]!, { ...others[1]!, panels: [] }], before)
  expect(after.at.get('p2')).toBe(before.at.get('p2'))
  expect(after.at.get('p1')).not.toBe(before.at.get('p1'))
})
