package dev.migrator.gateway.http;

import dev.migrator.gateway.serve.Answers;
import dev.migrator.gateway.serve.ByteBudget;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * The body of a request while it comes in. What it takes is asked of the tenant's budget before it
 * is taken, and is no more than the limit: one of known length is held once; one in chunks doubles
 * its room as it grows.
 */
final class Body implements Runnable {
  private static final int FIRST_ROOM = 8 << 10;

  private final Conversation conversation;
  private final Request request;
  private final ByteBudget budget;
  private final int most;
  private final Consumer<byte[]> then;
  private final long length;
  private byte[] room = {};
  private int size;
  private long granted;
  private Runnable refused = () -> {};
  private Runnable tooLarge = () -> {};

  Body(Conversation conversation, ByteBudget budget, int most, Consumer<byte[]> then) {
    this.conversation = conversation;
    this.request = conversation.request();
    this.budget = budget;
    this.most = most;
    this.then = then;
    this.length = request.getLength();
  }

  /** To be run if the budget has no room. */
  Body whenRefused(Runnable action) {
    refused = action;
    return this;
  }

  /** To be run if it is larger than allowed. */
  Body whenTooLarge(Runnable action) {
    tooLarge = action;
    return this;
  }

  /** Begins to read; goes on by itself, and answers if the body is not acceptable. */
  void read() {
    conversation.whenAnswered(() -> budget.give(granted));
    if (length > most) {
      tooLarge.run();
      conversation.answer(Answers.tooLarge());
    } else {
      conversation.guest().receiving();
      run();
    }
  }

  @Override
  public void run() {
    for (Content.Chunk chunk = request.read(); ; chunk = request.read()) {
      if (chunk == null) {
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        conversation.fail(chunk.getFailure());
        return;
      }
      boolean isKept = keep(chunk.getByteBuffer());
      boolean isLast = chunk.isLast();
      chunk.release();
      if (!isKept) {
        return;
      }
      if (isLast) {
        conversation.heard();
        conversation.guest().waiting();
        then.accept(room.length == size ? room : Arrays.copyOf(room, size));
        return;
      }
    }
  }

  private boolean keep(ByteBuffer bytes) {
    int count = bytes.remaining();
    if (count > most - size) {
      tooLarge.run();
      conversation.answer(Answers.tooLarge());
      return false;
    }
    if (count > room.length - size && !grow(size + count)) {
      refused.run();
      conversation.answer(Answers.bodiesFull());
      return false;
    }
    bytes.get(room, size, count);
    size += count;
    return true;
  }

  private boolean grow(int needed) {
    int wanted =
        length >= needed ? (int) length : Math.max(needed, Math.max(FIRST_ROOM, 2 * room.length));
    int larger = Math.min(wanted, most);
    if (!budget.take(larger - room.length)) {
      return false;
    }
    granted += larger - room.length;
    room = Arrays.copyOf(room, larger);
    return true;
  }
}
