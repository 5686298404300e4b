// Evaluates Nest's ES modules before any CommonJS companion requires them: otherwise Node stops
// with "Cannot require() ES Module .../@nestjs/common/index.js in a cycle".
import 'reflect-metadata'
import '@nestjs/common'
import '@nestjs/core'
