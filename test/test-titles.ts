import ts from 'typescript'

const NAMING = new Set(['test', 'it', 'describe'])

/** The titles of the tests of a suite, and the names that the rows of a table give theirs. */
export function testTitles(suite: string): readonly string[] {
  const source = ts.createSourceFile('suite.ts', suite, ts.ScriptTarget.Latest)
  const titles: string[] = []
  const visit = (node: ts.Node) => {
    if (ts.isCallExpression(node) && NAMING.has(calledName(node.expression))) {
      const title = stringOf(node.arguments[0], source)
      if (title !== undefined) titles.push(title, ...rowNames(node.expression, title, source))
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return titles
}

/** `test` of test(…), test.each(…)(…) and test.each`…`(…). */
function calledName(called: ts.Expression): string {
  if (ts.isIdentifier(called)) return called.text
  if (ts.isPropertyAccessExpression(called)) return calledName(called.expression)
  if (ts.isCallExpression(called)) return calledName(called.expression)
  return ts.isTaggedTemplateExpression(called) ? calledName(called.tag) : ''
}

function stringOf(node: ts.Node | undefined, source: ts.SourceFile): string | undefined {
  if (node === undefined) return undefined
  if (ts.isStringLiteralLike(node)) return node.text
  return ts.isTemplateExpression(node) ? node.getText(source) : undefined
}

/** What stands for %s in the titles of `test.each(table)(title)`: the first of each row. */
function rowNames(called: ts.Expression, title: string, source: ts.SourceFile): readonly string[] {
  const table = ts.isCallExpression(called) ? called.arguments[0] : undefined
  if (table === undefined || !title.includes('%s')) return []
  const rows = arrayOf(table, source)?.elements ?? []
  return rows.flatMap((row) => stringOf(arrayOf(row, source)?.elements[0] ?? row, source) ?? [])
}

/** An array literal, also one that is named or has its type said. */
function arrayOf(
  node: ts.Expression,
  source: ts.SourceFile,
): ts.ArrayLiteralExpression | undefined {
  if (ts.isArrayLiteralExpression(node)) return node
  if (ts.isAsExpression(node)) return arrayOf(node.expression, source)
  const initial = ts.isIdentifier(node) ? initialOf(node.text, source) : undefined
  return initial && arrayOf(initial, source)
}

function initialOf(name: string, source: ts.SourceFile): ts.Expression | undefined {
  return source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .find((declared) => ts.isIdentifier(declared.name) && declared.name.text === name)?.initializer
}
