package dev.farrier.execute.record;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.farrier.model.ActionText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Named fields, one after the other, each with its length before it: no value can look like the fields that follow it.
 * A field is {@code name length\nvalue\n}, an absent one {@code name -\n}; {@link FieldReader} is the way back.
 */
final class FieldWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    FieldWriter(String title) {
        write(title + "\n");
    }

    @CanIgnoreReturnValue
    FieldWriter field(String name, @Nullable String value) {
        if (value == null) {
            write(name + " -\n");
            return this;
        }
        ByteBuffer utf8 = utf8(name, value);
        write(name + " " + utf8.remaining() + "\n");
        bytes.write(utf8.array(), utf8.arrayOffset() + utf8.position(), utf8.remaining());
        bytes.write('\n');
        return this;
    }

    @CanIgnoreReturnValue
    FieldWriter field(String name, long value) {
        return field(name, Long.toString(value));
    }

    @CanIgnoreReturnValue
    FieldWriter list(String name, List<String> values) {
        field(name, values.size());
        values.forEach(value -> field(name + ".", value));
        return this;
    }

    @CanIgnoreReturnValue
    FieldWriter texts(String name, SortedMap<String, ActionText> texts) {
        field(name, texts.size());
        texts.forEach((key, value) -> field(name + ".key", key).text(name + ".value", value));
        return this;
    }

    @CanIgnoreReturnValue
    FieldWriter text(String name, ActionText text) {
        field(name, text.parts().size());
        for (ActionText.Part part : text.parts()) {
            switch (part) {
                case ActionText.Plain plain -> field(name + ".secret", null).field(name + ".plain", plain.text());
                case ActionText.Secret secret ->
                    field(name + ".secret", secret.place().name())
                            .field(name + ".name", secret.name())
                            .field(name + ".encoding", secret.encoding().name());
            }
        }
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    private void write(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Strict: replacing what is no text would give two different values the same bytes. */
    private static ByteBuffer utf8(String name, String value) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(name + " contains half a surrogate pair", e);
        }
    }
}
