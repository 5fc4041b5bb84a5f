package dev.farrier.faults.deployment;

import dev.farrier.stream.ClientConfig;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The committed records of topics as bytes, in one compressed file. */
public final class TopicRecording {
    private static final int NONE = -1;

    private TopicRecording() {}

    /**
     * A record.
     *
     * @param time epoch milliseconds
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    public record Recorded(String topic, long offset, long time, byte @Nullable [] key, byte @Nullable [] value) {}

    /** Writes what stands on the topics now, one topic after the other, each partition in its order. */
    public static void write(Path file, ClientConfig client, Collection<String> topics) throws IOException {
        TopicContents contents = new TopicContents(client);
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(file))))) {
            for (String topic : topics) {
                for (ConsumerRecord<byte[], byte[]> record : contents.records(topic)) {
                    out.writeUTF(topic);
                    out.writeLong(record.offset());
                    out.writeLong(record.timestamp());
                    write(record.key(), out);
                    write(record.value(), out);
                }
            }
        }
    }

    private static void write(byte @Nullable [] bytes, DataOutputStream out) throws IOException {
        if (bytes == null) {
            out.writeInt(NONE);
        } else {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    /** In the order in which they were written. */
    public static List<Recorded> read(InputStream file) throws IOException {
        List<Recorded> records = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(new GZIPInputStream(file)))) {
            while (true) {
                String topic;
                try {
                    topic = in.readUTF();
                } catch (EOFException end) {
                    return records;
                }
                records.add(new Recorded(topic, in.readLong(), in.readLong(), bytes(in), bytes(in)));
            }
        }
    }

    private static byte @Nullable [] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == NONE ? null : in.readNBytes(length);
    }
}
