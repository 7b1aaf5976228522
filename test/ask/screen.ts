/** A terminal's screen: as much of one as shows what a person sees. Lines that leave it at the top are kept. */
export class Screen {
  readonly #lines: string[][] = [[]];
  #top = 0;
  #row = 0;
  #column = 0;
  columns: number;
  rows: number;
  cursorShown = true;
  bracketedPaste = false;

  constructor(columns: number, rows: number) {
    [this.columns, this.rows] = [columns, rows];
  }

  write(text: string): void {
    for (const [token] of text.matchAll(/\u001b\[[0-9;?]*[A-Za-z]|\u001b.|[\s\S]/gu)) {
      if (token.startsWith("\u001b[")) this.#control(token.slice(2, -1), token.slice(-1));
      else if (token === "\n") this.#to(this.#row + 1, this.#column);
      else if (token === "\r") this.#column = 0;
      else if (token === "\b") this.#column = Math.max(0, this.#column - 1);
      else if (token >= " ") this.#put(token);
    }
  }

  /** Everything that was shown and not drawn over, with what has scrolled away; lines without spaces at their ends. */
  text(): string {
    return this.#lines.map((line) => Array.from(line, (cell) => cell ?? " ").join("").trimEnd()).join("\n").trimEnd();
  }

  /** What is seen now. */
  visible(): string {
    return this.text().split("\n").slice(this.#top).join("\n");
  }

  resize(columns: number, rows: number): void {
    [this.columns, this.rows] = [columns, rows];
  }

  #put(character: string): void {
    if (this.#column >= this.columns) {
      this.#to(this.#row + 1, 0);
    }
    this.#line()[this.#column] = character;
    this.#column += 1;
  }

  #line(): string[] {
    return (this.#lines[this.#row] ??= []);
  }

  #to(row: number, column: number): void {
    this.#row = Math.max(this.#top, row);
    this.#column = column;
    while (this.#lines.length <= this.#row) this.#lines.push([]);
    this.#top = Math.max(this.#top, this.#row - this.rows + 1);
  }

  #control(parameters: string, command: string): void {
    const count = Math.max(1, Number.parseInt(parameters, 10) || 1);
    if (command === "A") this.#to(this.#row - count, this.#column);
    else if (command === "B") this.#to(Math.min(this.#row + count, this.#top + this.rows - 1), this.#column);
    else if (command === "C") this.#column += count;
    else if (command === "D") this.#column = Math.max(0, this.#column - count);
    else if (command === "G") this.#column = count - 1;
    else if (command === "H") this.#to(this.#top, 0);
    else if (command === "K") this.#lines[this.#row] = parameters === "2" ? [] : this.#line().slice(0, this.#column);
    else if (command === "J") {
      if (parameters === "2") for (let row = this.#top; row < this.#lines.length; row += 1) this.#lines[row] = [];
      else this.#lines.splice(this.#row + 1);
    } else if (parameters === "?25") this.cursorShown = command === "h";
    else if (parameters === "?2004") this.bracketedPaste = command === "h";
  }
}
