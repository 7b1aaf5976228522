"""Runs a program on a pseudo-terminal. Reads JSON lines: {"send": base64} or {"size": [columns, rows]}; writes {"out": base64}, and in the end {"exit": code, "echo": whether the terminal echoes again}."""
import base64, fcntl, json, os, select, signal, struct, sys, termios

columns, rows, *command = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]


def resize(fd, columns, rows):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def tell(**message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


master, slave = os.openpty()
resize(slave, columns, rows)
pid = os.fork()
if pid == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in (0, 1, 2):
        os.dup2(slave, fd)
    os.closerange(3, 100)
    os.execvp(command[0], command)

buffer = b""
open_input = True
while True:
    readable, _, _ = select.select([master] + ([0] if open_input else []), [], [], 0.05)
    if master in readable:
        data = os.read(master, 65536)
        if data:
            tell(out=base64.b64encode(data).decode())
    if 0 in readable:
        data = os.read(0, 65536)
        open_input = bool(data)
        buffer += data
        while b"\n" in buffer:
            line, buffer = buffer.split(b"\n", 1)
            order = json.loads(line)
            if "send" in order:
                keys = base64.b64decode(order["send"])
                while keys:
                    # A terminal takes only so much at once; what the program says meanwhile has to be read.
                    _, writable, _ = select.select([], [master], [], 0)
                    if writable:
                        keys = keys[os.write(master, keys[:512]):]
                    if select.select([master], [], [], 0)[0]:
                        tell(out=base64.b64encode(os.read(master, 65536)).decode())
            else:
                resize(master, *order["size"])
                os.kill(pid, signal.SIGWINCH)
        if not open_input:
            # The terminal is closed: whoever runs on it is told by a signal, and reads and writes nothing any more.
            os.close(slave)
            os.close(master)
            tell(exit=os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), echo=False)
            break
    done, status = os.waitpid(pid, os.WNOHANG)
    if done:
        while select.select([master], [], [], 0.05)[0]:
            tell(out=base64.b64encode(os.read(master, 65536)).decode())
        echo = bool(termios.tcgetattr(slave)[3] & termios.ECHO) and bool(termios.tcgetattr(slave)[3] & termios.ICANON)
        tell(exit=os.waitstatus_to_exitcode(status), echo=echo)
        break
