package dev.farrier.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends what no client library would, and reads what comes back until the server closes. */
public final class RawHttp implements AutoCloseable {
    private final Socket socket;

    public RawHttp(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** Line feeds become HTTP's line ends; the connection is to be closed after the answer. */
    public static String ask(int port, String head) throws IOException {
        try (RawHttp raw = new RawHttp(port)) {
            raw.send(head.replace("\n", "\r\n") + "\r\n\r\n");
            return raw.answer();
        }
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    /** All that comes; what came before the connection broke, when it does. */
    public String answer() {
        StringBuilder answer = new StringBuilder();
        byte[] some = new byte[8192];
        try {
            InputStream in = socket.getInputStream();
            int read = in.read(some);
            while (read >= 0) {
                answer.append(new String(some, 0, read, StandardCharsets.UTF_8));
                read = in.read(some);
            }
        } catch (IOException e) {
            // the server has closed with bytes of ours unread
        }
        return answer.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
