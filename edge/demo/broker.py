"""The embedded broker for a demo without mosquitto: amqtt, as `python -m edge.demo.broker PORT`."""

import asyncio
import signal
import sys


async def serve(port: int) -> None:
    """Serve until SIGTERM."""
    from amqtt.broker import Broker

    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    plugins = {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}
    broker = Broker({"listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}"}}, "plugins": plugins})
    await broker.start()
    print(f"running on 127.0.0.1:{port}", flush=True)
    await stopped.wait()
    await broker.shutdown()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
