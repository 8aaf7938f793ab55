"""Publishes one JSON message as a system in another language would: publish_raw_json.py AMQP_URI EXCHANGE < json"""
import sys

import pika

parameters = pika.URLParameters(sys.argv[1])
# A slow machine is no outage; who starts this ends it when it hangs.
parameters.socket_timeout = parameters.stack_timeout = 600
connection = pika.BlockingConnection(parameters)
channel = connection.channel()
channel.confirm_delivery()
channel.basic_publish(
    exchange=sys.argv[2],
    routing_key="",
    body=sys.stdin.buffer.read(),
    properties=pika.BasicProperties(content_type="application/json", delivery_mode=2),
    mandatory=True,
)
connection.close()
