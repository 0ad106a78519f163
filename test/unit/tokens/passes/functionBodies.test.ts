import { expect, test } from 'vitest';
import { functionBodies } from '../../../../server/src/engine/tokens/passes/functionBodies.ts';
import { runPass } from './runPass.ts';

const lines = (text: string) => text.replaceAll('|', '\n').replaceAll('~', '  ');

test.each([
  [
    'typescript',
    'class A {|~b(): { c: number } {|~~d;|~}|~e = (f: { g: 1 }) => {|~~h;|~};|}|',
    'class A {|~b(): { c: number } { // …| }|~e = (f: { g: 1 }) => { // …| };|}|',
  ],
  [
    'typescript',
    'const a = b()|export default {|~c: 1,|~d() {|~~e;|~},|};|',
    'const a = b()|export default {|~c: 1,|~d() { // …| },|};|',
  ],
  ['javascript', 'if (a) {|~function b() {|~~c;|~}|}|', 'if (a) {|~function b() { // …| }|}|'],
  ['javascript', '(function () {|~function a() {|~~b;|~}|})();|', '(function () {|~function a() { // …| }|})();|'],
  ['typescriptreact', 'export const A = () => {|~return <b>{c}</b>;|};|', 'export const A = () => { // …|};|'],
  [
    'java',
    '@A({|~"b"|})|class C {|~C() {|~~d();|~}|~int[] e = {|~~1|~};|}|',
    '@A({|~"b"|})|class C {|~C() { // …| }|~int[] e = {|~~1|~};|}|',
  ],
  ['csharp', 'class A {|~int B {|~~get {|~~~return 1;|~~}|~}|}|', 'class A {|~int B {|~~get { // …| }|~}|}|'],
  [
    'kotlin',
    'fun a() = b()||class C(val d: Int) {|~init {|~~e()|~}|~fun f() {|~~g()|~}|}|',
    'fun a() = b()||class C(val d: Int) {|~init { // …| }|~fun f() { // …| }|}|',
  ],
  ['scala', 'object A {|~def b(): C = {|~~d|~}|}|', 'object A {|~def b(): C = { // …| }|}|'],
  [
    'swift',
    'struct A {|~var b: some C {|~~d|~}|~init() {|~~e|~}|}|',
    'struct A {|~var b: some C { // …| }|~init() { // …| }|}|',
  ],
  ['dart', 'class A {|~Future<B> c() async {|~~d();|~}|}|', 'class A {|~Future<B> c() async { // …| }|}|'],
  [
    'go',
    'type A struct {|~b int|}|func (a A) c(d interface{}) interface{} {|~return d|}|',
    'type A struct {|~b int|}|func (a A) c(d interface{}) interface{} { // …|}|',
  ],
  [
    'rust',
    'impl A for B {|~fn c(&self) -> D|~where|~~E: F,|~{|~~g|~}|}|',
    'impl A for B {|~fn c(&self) -> D|~where|~~E: F,|~{ // …| }|}|',
  ],
  [
    'c',
    'struct a {|~int b;|};|static int|c(int d)|{|~return d;|}|',
    'struct a {|~int b;|};|static int|c(int d)|{ // …|}|',
  ],
  [
    'cpp',
    'namespace a {|B::B() : c(1) {|~d();|}|int e() const noexcept {|~return 1;|}|}|',
    'namespace a {|B::B() : c(1) { // …|}|int e() const noexcept { // …|}|}|',
  ],
  [
    'objective-c',
    '@implementation A|- (void)b:(int)c {|~d();|}|@end|',
    '@implementation A|- (void)b:(int)c { // …|}|@end|',
  ],
  ['php', '<?php|class A {|~function b(): C {|~~d();|~}|}|', '<?php|class A {|~function b(): C { # …| }|}|'],
  ['solidity', 'contract A {|~function b() public {|~~c();|~}|}|', 'contract A {|~function b() public { // …| }|}|'],
  ['zig', 'const A = struct {|~fn b() void {|~~c();|~}|};|', 'const A = struct {|~fn b() void { // …| }|};|'],
  [
    'python',
    'class A:|~def b(|~~self,|~) -> C:  # d|~~"""Does e.||~~More.|~~"""|~~f()||~~g()||~h = 1|',
    'class A:|~def b(|~~self,|~) -> C:  # d|~~"""Does e."""|~~...||~h = 1|',
  ],
  ['python', 'def a():|~"""B."""||~c()|', 'def a():|~"""B."""||~...|'],
  ['ruby', 'class A|~def b(c)|~~d do|~~~e|~~end|~rescue F|~~g|~end|end|', 'class A|~def b(c)|~~# …|~end|end|'],
  ['lua', 'local function a()|~if b then|~~c()|~end|end|', 'local function a()|~-- …|end|'],
  [
    'elixir',
    'defmodule A do|~def b(c) do|~~d|~end|~def e, do: f|end|',
    'defmodule A do|~def b(c) do|~~# …|~end|~def e, do: f|end|',
  ],
  ['shellscript', 'a() {|~b|}|c|', 'a() {|~: # …|}|c|'],
])('%s', (language, text, expected) => expect(runPass(functionBodies, lines(text), language)).toBe(lines(expected)));

test.each([
  ['a short body', 'javascript', 'function a() { b; }\n'],
  ['an empty one', 'javascript', 'function a() {\n}\n'],
  ['branches of a condition that are no whole', 'c', 'int a() {\n#if B\n c();\n}\n#else\n}\n#endif\n'],
  ['a body that goes on behind a condition', 'c', '#ifdef A\nint b(int c) {\n#else\nint b() {\n#endif\n d();\n}\n'],
  ['a one-line method', 'ruby', 'def a = b\ndef c; d; end\n'],
])('%s stays', (_, language, text) => expect(runPass(functionBodies, text, language)).toBe(text));
