import { authenticationEnd, oldestAuthentication } from './authentication-end.js'

const said = { exp: 5_000, auth_time: 1_000 }

test.each([
  [{}, undefined, undefined],
  [{ maxAge: 900 }, 900, undefined],
  [{ authenticationLife: 600 }, 600, 1_600_000],
  [{ authenticationLife: 600, maxAge: 0 }, 0, 1_600_000],
  [{ authenticationLife: 600, maxAge: 900 }, 600, 1_600_000],
  [{ endsWithToken: true }, undefined, 5_000_000],
  [{ endsWithToken: true, authenticationLife: 6_000 }, 6_000, 5_000_000],
  [{ endsWithToken: false }, undefined, undefined],
])(
  'with %j an authentication of %j seconds ago is taken, and the session ends at %j',
  (settings, age, end) => {
    expect(oldestAuthentication(settings)).toBe(age)
    expect(authenticationEnd(said, settings)).toBe(end)
  },
)
